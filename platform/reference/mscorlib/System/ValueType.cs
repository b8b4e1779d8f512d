namespace System;

[Serializable]
public abstract class ValueType
{
    public override bool Equals(object obj) => throw null;
}
