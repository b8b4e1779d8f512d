namespace System;

[Serializable]
public struct IntPtr
{
}
