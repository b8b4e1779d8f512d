namespace System.ComponentModel;

[System.Runtime.CompilerServices.ExcludeType]
public enum EditorBrowsableState
{
    Always = 0,
    Never = 1,
    Advanced = 2,
}
