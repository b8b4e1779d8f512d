namespace System;

[AttributeUsage(AttributeTargets.Method)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class MTAThreadAttribute : Attribute
{
    public MTAThreadAttribute() => throw null;
}
