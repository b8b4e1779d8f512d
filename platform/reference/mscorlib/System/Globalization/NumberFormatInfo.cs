namespace System.Globalization;

[Serializable]
public sealed class NumberFormatInfo
{
    private NumberFormatInfo() => throw null;
    public int[] NumberGroupSizes { get => throw null; }
    public static NumberFormatInfo CurrentInfo { get => throw null; }
    public string NegativeSign { get => throw null; }
    public string NumberDecimalSeparator { get => throw null; }
    public string NumberGroupSeparator { get => throw null; }
    public string PositiveSign { get => throw null; }
}
