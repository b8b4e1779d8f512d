namespace System;

[Serializable]
public struct Boolean
{
    public static readonly string FalseString;
    public static readonly string TrueString;
    private bool m_value;
    public override string ToString() => throw null;
}
