namespace System.Diagnostics;

[System.Runtime.CompilerServices.ExcludeType]
public enum DebuggerBrowsableState
{
    Never = 0,
    Collapsed = 2,
    RootHidden = 3,
}
