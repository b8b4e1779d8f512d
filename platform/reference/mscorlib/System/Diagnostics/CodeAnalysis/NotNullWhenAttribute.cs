namespace System.Diagnostics.CodeAnalysis;

[System.Runtime.CompilerServices.ExcludeType]
public sealed class NotNullWhenAttribute : Attribute
{
    public NotNullWhenAttribute(bool returnValue) => throw null;
    public bool ReturnValue { get => throw null; }
}
