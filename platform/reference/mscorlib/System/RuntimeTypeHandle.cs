namespace System;

[Serializable]
public struct RuntimeTypeHandle
{
}
