namespace Striate.DataSets.Reading;

/// <summary>The names that parts of data have in those of folders, files and arrays.</summary>
internal static class DataParts
{
    private static readonly Dictionary<string, DataPart> s_parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = DataPart.Training,
        ["training"] = DataPart.Training,
        ["validation"] = DataPart.Validation,
        ["val"] = DataPart.Validation,
        ["valid"] = DataPart.Validation,
        ["test"] = DataPart.Test,
    };

    /// <summary>The part of a name, in any case; <see cref="DataPart.Undecided"/>: the name is none of a part.</summary>
    public static DataPart Named(string name) => s_parts.GetValueOrDefault(name);
}
