namespace System.Diagnostics.CodeAnalysis;

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false, AllowMultiple = true)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class MemberNotNullWhenAttribute : Attribute
{
    public MemberNotNullWhenAttribute(bool returnValue, string member) => throw null;
    public MemberNotNullWhenAttribute(bool returnValue, params string[] members) => throw null;
    public bool ReturnValue { get => throw null; }
    public string[] Members { get => throw null; }
}
