namespace System.Reflection;

[Serializable]
[System.Runtime.CompilerServices.ExcludeType]
public enum ProcessorArchitecture
{
    None = 0,
    MSIL = 1,
    X86 = 2,
    IA64 = 3,
    Amd64 = 4,
}
