namespace System;

[Serializable]
public struct Int64
{
    private long m_value;
    public const long MaxValue = 9223372036854775807L;
    public const long MinValue = -9223372036854775808L;
    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static long Parse(string s) => throw null;
    public static bool TryParse(string s, out long result) => throw null;
}
