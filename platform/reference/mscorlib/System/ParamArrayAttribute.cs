namespace System;

[AttributeUsage(AttributeTargets.Parameter)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class ParamArrayAttribute : Attribute
{
    public ParamArrayAttribute() => throw null;
}
