namespace System.Runtime.InteropServices;

[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Delegate, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class GuidAttribute : Attribute
{
    public GuidAttribute(string guid) => throw null;
    public string Value { get => throw null; }
}
