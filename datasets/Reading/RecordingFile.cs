using System.Collections.Immutable;

namespace Striate.DataSets.Reading;

/// <summary>One recording of a signal, in a file of its own as it stands in the folder of a class.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Channels">Name of each channel; numbers from 1 where the file has none.</param>
/// <param name="Values">Step after step, channel after channel, in the units of the data.</param>
/// <param name="Lines">The line of each step.</param>
public sealed record RecordingFile(string Path, ImmutableArray<string> Channels, float[] Values, int[] Lines)
{
    /// <summary>Steps of the recording.</summary>
    public int Steps => Lines.Length;

    /// <summary>Reads a CSV file as a training reads those of a class; columns of times are left out.</summary>
    /// <exception cref="StriateException">It is missing, too long, or no such file.</exception>
    public static RecordingFile Read(string path)
    {
        var text = new DelimitedText(DataLimits.ReadFile(path), path);
        var columns = TableColumns.Of(text, needsLabel: false, new DataOptions()).Values;
        DataLimits.Require((long)text.RowCount * columns.Length, path);
        if (text.RowCount == 0)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} has a header and no rows; record it again");
        }

        var (values, lines, step) = (new float[text.RowCount * columns.Length], new int[text.RowCount], 0);
        foreach (var row in text.Values())
        {
            for (var channel = 0; channel < columns.Length; channel++)
            {
                values[(step * columns.Length) + channel] = text.Number(row, columns[channel]);
            }

            lines[step++] = row.Line;
        }

        return new RecordingFile(path, [.. columns.Select(column => text.Columns[column])], values, lines);
    }
}
