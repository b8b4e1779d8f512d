namespace System;

[AttributeUsage(AttributeTargets.All)]
[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public sealed class CLSCompliantAttribute : Attribute
{
    public CLSCompliantAttribute(bool isCompliant) => throw null;
    public bool IsCompliant { get => throw null; }
}
