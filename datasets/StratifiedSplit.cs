namespace Striate.DataSets;

/// <summary>A split that any implementation reproduces: no random numbers.</summary>
public static class StratifiedSplit
{
    /// <summary>
    /// Holds out the same number of samples of every class, spread evenly over the order of the file: sample j of the n
    /// samples of a class is held out when <c>floor((j + 1) * h / n) &gt; floor(j * h / n)</c>, h being
    /// <paramref name="heldOutPerClass"/>.
    /// </summary>
    /// <exception cref="StriateException">A class has fewer than <paramref name="heldOutPerClass"/> samples.</exception>
    public static (Samples Training, Samples HeldOut) Split(Samples samples, int classes, int heldOutPerClass)
    {
        var size = new int[classes];
        foreach (var label in samples.Classes)
        {
            size[label]++;
        }

        if (Array.FindIndex(size, n => n < heldOutPerClass) is >= 0 and var small)
        {
            throw new StriateException(ErrorKind.BadFile, $"class {small} has {size[small]} samples, {heldOutPerClass} are to be held out");
        }

        var seen = new int[classes];
        var isHeldOut = Array.ConvertAll(
            samples.Classes,
            label =>
            {
                var j = (long)seen[label]++;
                return (j + 1) * heldOutPerClass / size[label] > j * heldOutPerClass / size[label];
            }
        );
        return (Select(samples, isHeldOut, false), Select(samples, isHeldOut, true));
    }

    private static Samples Select(Samples samples, bool[] isHeldOut, bool wanted)
    {
        var chosen = Enumerable.Range(0, samples.Count).Where(sample => isHeldOut[sample] == wanted).ToArray();
        var length = samples.Values.Length / samples.Count;
        var values = new byte[chosen.Length * length];
        for (var i = 0; i < chosen.Length; i++)
        {
            samples[chosen[i]].CopyTo(values.AsSpan(i * length));
        }

        return new Samples(values, Array.ConvertAll(chosen, sample => samples.Classes[sample]));
    }
}
