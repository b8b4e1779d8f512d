namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyNativeVersionAttribute : Attribute
{
    public AssemblyNativeVersionAttribute(string version) => throw null;
    public string NativeVersion { get => throw null; }
}
