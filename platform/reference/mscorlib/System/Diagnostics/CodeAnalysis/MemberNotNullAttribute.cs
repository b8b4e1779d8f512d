namespace System.Diagnostics.CodeAnalysis;

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false, AllowMultiple = true)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class MemberNotNullAttribute : Attribute
{
    public MemberNotNullAttribute(string member) => throw null;
    public MemberNotNullAttribute(params string[] members) => throw null;
    public string[] Members { get => throw null; }
}
