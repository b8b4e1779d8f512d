namespace Striate.DataSets.Reading;

/// <summary>The rows of a file of a table.</summary>
/// <param name="File">The file.</param>
/// <param name="Values">[row, column of values].</param>
/// <param name="Classes">The class of each row.</param>
/// <param name="Lines">The line of each row.</param>
/// <param name="Groups">Name of each group; one, the file's, where no column says them.</param>
/// <param name="GroupOf">The group of each row; null: all have the first.</param>
internal sealed record Table(
    DataFile File,
    float[] Values,
    StepClasses Classes,
    StepLines Lines,
    IReadOnlyList<string> Groups,
    int[]? GroupOf
)
{
    /// <summary>Rows.</summary>
    public int Rows => Classes.Count;

    /// <summary>The group of a row.</summary>
    public SampleGroup Group(int row) => new(Groups[GroupOf?[row] ?? 0], File.Path, File.Part);

    /// <summary>A recording for each run of rows of a group.</summary>
    /// <param name="byClass">Whether rows of another class begin another recording: without groups, there would be nothing to
    /// split.</param>
    public IEnumerable<Recording> Recordings(bool byClass)
    {
        var channels = Values.Length / Rows;
        for (var start = 0; start < Rows; )
        {
            var end = start + 1;
            while (end < Rows && GroupOf?[end] == GroupOf?[start] && !(byClass && Classes.Each.Span[end] != Classes.Each.Span[start]))
            {
                end++;
            }

            var group = byClass ? new SampleGroup($"{File.Name} from line", File.Path, File.Part, Lines[start]) : Group(start);
            yield return new Recording(
                group,
                Values.AsMemory(start * channels, (end - start) * channels),
                Classes.Slice(start, end - start),
                Lines.Slice(start, end - start)
            );
            start = end;
        }
    }
}
