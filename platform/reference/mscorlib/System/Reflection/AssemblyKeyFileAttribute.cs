namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyKeyFileAttribute : Attribute
{
    public AssemblyKeyFileAttribute(string keyFile) => throw null;
    public string KeyFile { get => throw null; }
}
