namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyCompanyAttribute : Attribute
{
    public AssemblyCompanyAttribute(string company) => throw null;
    public string Company { get => throw null; }
}
