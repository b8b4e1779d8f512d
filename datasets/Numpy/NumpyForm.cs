namespace Striate.DataSets.Numpy;

/// <summary>What an array is to be.</summary>
/// <param name="Type">As a file names it: <c>|i1</c>, <c>|u1</c> or <c>&lt;i8</c>.</param>
/// <param name="Axes">What each dimension is.</param>
/// <param name="Remedy">What writes such a file.</param>
internal sealed record NumpyForm(string Type, string[] Axes, string Remedy)
{
    /// <summary>Refuses an array of another form.</summary>
    /// <exception cref="StriateException">It is one.</exception>
    public void Require(NumpyHeader array, string name)
    {
        if (array.Type != Type || array.Shape.Length != Axes.Length)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: {this} is needed, it holds {array}; {Remedy}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{NumpyHeader.NameOf(Type)} [{string.Join(", ", Axes)}]";
}
