namespace System;

[AttributeUsage(AttributeTargets.Field)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class NonSerializedAttribute : Attribute
{
    public NonSerializedAttribute() => throw null;
}
