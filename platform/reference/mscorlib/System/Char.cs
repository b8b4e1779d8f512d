namespace System;

[Serializable]
public struct Char
{
    private char m_value;
    public const char MaxValue = '\uffff';
    public const char MinValue = '\u0000';
    public override string ToString() => throw null;
    public char ToLower() => throw null;
    public char ToUpper() => throw null;
}
