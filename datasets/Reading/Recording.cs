namespace Striate.DataSets.Reading;

/// <summary>Time steps that were recorded one after the other.</summary>
/// <param name="Group">What it belongs to: the name of its file, a person; unique for what may be split.</param>
/// <param name="File">The file, for messages.</param>
/// <param name="Part">What the data say that it is for.</param>
/// <param name="Values">[step, channel].</param>
/// <param name="Classes">Name of the class of each step.</param>
/// <param name="FirstLine">Line of the first step; 0: the file has none.</param>
internal sealed record Recording(string Group, string File, DataPart Part, float[] Values, string[] Classes, int FirstLine)
{
    /// <summary>Time steps.</summary>
    public int Steps => Classes.Length;
}
