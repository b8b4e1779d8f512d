namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyKeyNameAttribute : Attribute
{
    public AssemblyKeyNameAttribute(string keyName) => throw null;
    public string KeyName { get => throw null; }
}
