namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyDefaultAliasAttribute : Attribute
{
    public AssemblyDefaultAliasAttribute(string defaultAlias) => throw null;
    public string DefaultAlias { get => throw null; }
}
