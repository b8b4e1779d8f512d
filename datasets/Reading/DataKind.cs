namespace Striate.DataSets.Reading;

/// <summary>What samples are.</summary>
public enum DataKind
{
    /// <summary>Pictures: rows, columns, 1 or 3 channels.</summary>
    Image,

    /// <summary>Windows of recordings: 1 x steps x channels.</summary>
    Signal,

    /// <summary>Windows of sound: 1 x steps x 1.</summary>
    Sound,

    /// <summary>Rows of a table: 1 x 1 x features.</summary>
    Features,
}
