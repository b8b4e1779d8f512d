namespace System.Reflection;

[AttributeUsage(AttributeTargets.Assembly)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class AssemblyFlagsAttribute : Attribute
{
    public AssemblyFlagsAttribute(uint flags) => throw null;
    public uint Flags { get => throw null; }
    public AssemblyFlagsAttribute(AssemblyNameFlags assemblyFlags) => throw null;
}
