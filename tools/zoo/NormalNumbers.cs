namespace Striate.Zoo;

/// <summary>
/// Random numbers from a seed, the same on every machine and with every runtime: SplitMix64 (Steele et al., 2014,
/// doi:10.1145/2714064.2660195), and normal ones as sums of twelve uniform ones. Logarithms and cosines would differ
/// from one C library to the next.
/// </summary>
internal sealed class NormalNumbers
{
    private const int Summands = 12;
    private ulong _state;

    /// <summary>The sequence of a name, such as that of a layer.</summary>
    public NormalNumbers(string name)
    {
        // FNV-1a.
        _state = 14695981039346656037UL;
        foreach (var character in name)
        {
            _state = (_state ^ character) * 1099511628211UL;
        }
    }

    /// <summary>Mean 0, deviation 1, at most 6 from the mean.</summary>
    public double Normal()
    {
        var sum = 0L;
        for (var index = 0; index < Summands; index++)
        {
            sum += (long)(Next() >> 24);
        }

        // Twelve uniform numbers of 0..1 have variance 1 and mean 6.
        return (sum / (double)(1L << 40)) - (Summands / 2);
    }

    /// <summary>From low to high.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * ((Next() >> 11) / (double)(1L << 53)));

    /// <summary>0..most.</summary>
    public int Integer(int most) => (int)(Next() % (ulong)(most + 1L));

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}
