namespace System;

[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public struct UIntPtr
{
}
