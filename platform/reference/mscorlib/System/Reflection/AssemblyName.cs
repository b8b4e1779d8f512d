namespace System.Reflection;

public sealed class AssemblyName
{
    private AssemblyName() => throw null;
    public string Name { get => throw null; }
    public string FullName { get => throw null; }
    public Version Version { get => throw null; }
}
