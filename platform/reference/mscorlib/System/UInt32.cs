namespace System;

[Serializable]
public struct UInt32
{
    private uint m_value;
    public const uint MaxValue = 4294967295U;
    public const uint MinValue = 0U;
    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static uint Parse(string s) => throw null;
    public static bool TryParse(string s, out uint result) => throw null;
}
