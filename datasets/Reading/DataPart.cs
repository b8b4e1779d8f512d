namespace Striate.DataSets.Reading;

/// <summary>What samples are for.</summary>
public enum DataPart
{
    /// <summary>The data do not say; a split decides.</summary>
    Undecided,

    /// <summary>To learn from.</summary>
    Training,

    /// <summary>To compare trainings by, never learned from.</summary>
    Validation,

    /// <summary>Held out for the final figures.</summary>
    Test,
}
