namespace Striate.Emulator.Decoding;

/// <summary>What a comparison asks. Floats are compared alike by the signed and the unsigned forms.</summary>
internal enum Condition
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    LessUnsigned,
    LessOrEqualUnsigned,
    GreaterUnsigned,
    GreaterOrEqualUnsigned,
}

internal static class Conditions
{
    /// <summary>The condition after exchanging the operands.</summary>
    public static Condition Swapped(this Condition condition) =>
        condition switch
        {
            Condition.Less => Condition.Greater,
            Condition.LessOrEqual => Condition.GreaterOrEqual,
            Condition.Greater => Condition.Less,
            Condition.GreaterOrEqual => Condition.LessOrEqual,
            Condition.LessUnsigned => Condition.GreaterUnsigned,
            Condition.LessOrEqualUnsigned => Condition.GreaterOrEqualUnsigned,
            Condition.GreaterUnsigned => Condition.LessUnsigned,
            Condition.GreaterOrEqualUnsigned => Condition.LessOrEqualUnsigned,
            _ => condition,
        };

    public static bool IsSigned(this Condition condition) => condition is >= Condition.Less and <= Condition.GreaterOrEqual;

    /// <summary>Whether the condition holds for a three-way comparison's result.</summary>
    public static bool Holds(this Condition condition, int comparison) =>
        condition switch
        {
            Condition.Equal => comparison == 0,
            Condition.NotEqual => comparison != 0,
            Condition.Less or Condition.LessUnsigned => comparison < 0,
            Condition.LessOrEqual or Condition.LessOrEqualUnsigned => comparison <= 0,
            Condition.Greater or Condition.GreaterUnsigned => comparison > 0,
            _ => comparison >= 0,
        };
}
