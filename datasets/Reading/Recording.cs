namespace Striate.DataSets.Reading;

/// <summary>Time steps that were recorded one after the other.</summary>
/// <param name="Group">What it belongs to: a file, a person; unique for what may be split.</param>
/// <param name="Values">[step, channel].</param>
/// <param name="Classes">The class of each step.</param>
/// <param name="Lines">Line of each step.</param>
internal sealed record Recording(SampleGroup Group, ReadOnlyMemory<float> Values, StepClasses Classes, StepLines Lines)
{
    /// <summary>Time steps.</summary>
    public int Steps => Classes.Count;

    /// <summary>Where it begins, for messages.</summary>
    public string Place => Lines[0] > 0 ? FormattableString.Invariant($"{Group.File}, line {Lines[0]}") : Group.File;
}

/// <summary>The class of each step of a recording, as a number of a <see cref="ClassTable"/>.</summary>
/// <param name="Count">Steps.</param>
/// <param name="First">The class of all steps, where <paramref name="Each"/> is empty.</param>
/// <param name="Each">The class of each.</param>
internal readonly record struct StepClasses(int Count, byte First, ReadOnlyMemory<byte> Each)
{
    /// <summary>The class that most steps of a part have, of equals the one that comes first.</summary>
    public byte MostFrequent(int start, int length) => Each.IsEmpty ? First : MajorityClass.Of(Each.Span.Slice(start, length), Tie.First);

    /// <summary>The class of a step.</summary>
    public byte this[int step] => Each.IsEmpty ? First : Each.Span[step];

    /// <summary>Some of the steps.</summary>
    public StepClasses Slice(int start, int count) =>
        new(count, Each.IsEmpty ? First : Each.Span[start], Each.IsEmpty ? Each : Each.Slice(start, count));
}

/// <summary>Lines of a file, from 1.</summary>
/// <param name="First">The line of the first; 0: the file has none.</param>
/// <param name="Each">The line of each; empty: they follow one another.</param>
internal readonly record struct StepLines(int First, ReadOnlyMemory<int> Each)
{
    /// <summary>The line of a step; 0: there is none.</summary>
    public int this[int step] =>
        !Each.IsEmpty ? Each.Span[step]
        : First == 0 ? 0
        : First + step;

    /// <summary>The lines of some of the steps.</summary>
    public StepLines Slice(int start, int count) => new(this[start], Each.IsEmpty ? Each : Each.Slice(start, count));
}
