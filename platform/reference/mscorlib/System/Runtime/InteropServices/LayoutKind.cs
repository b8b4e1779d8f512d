namespace System.Runtime.InteropServices;

[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}
