namespace System;

[Serializable]
public struct RuntimeMethodHandle
{
}
