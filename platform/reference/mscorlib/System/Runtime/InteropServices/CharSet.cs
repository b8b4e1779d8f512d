namespace System.Runtime.InteropServices;

[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public enum CharSet
{
    None = 1,
    Ansi = 2,
    Unicode = 3,
    Auto = 4,
}
