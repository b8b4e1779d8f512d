namespace System;

[Serializable]
public struct RuntimeFieldHandle
{
}
