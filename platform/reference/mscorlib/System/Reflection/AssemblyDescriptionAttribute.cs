namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyDescriptionAttribute : Attribute
{
    public AssemblyDescriptionAttribute(string description) => throw null;
    public string Description { get => throw null; }
}
