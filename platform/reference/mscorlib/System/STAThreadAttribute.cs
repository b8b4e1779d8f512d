namespace System;

[AttributeUsage(AttributeTargets.Method)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class STAThreadAttribute : Attribute
{
    public STAThreadAttribute() => throw null;
}
