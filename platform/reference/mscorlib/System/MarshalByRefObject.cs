namespace System;

[Serializable]
public abstract class MarshalByRefObject
{
}
