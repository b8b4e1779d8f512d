namespace System.Diagnostics;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class DebuggerBrowsableAttribute : Attribute
{
    public DebuggerBrowsableAttribute(DebuggerBrowsableState state) => throw null;
    public DebuggerBrowsableState State { get => throw null; }
}
