using System.Collections.Immutable;
using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>A data set with its fixed split. Test samples are used for the final figures and for nothing before.</summary>
/// <param name="Name">Name for options and reports.</param>
/// <param name="Checksum">SHA-256 of the source files, lower-case hexadecimal.</param>
/// <param name="Input">The network's input: shape, range and scale of the integers.</param>
/// <param name="Labels">Name of each class.</param>
/// <param name="Training">What is learned from; model selection happens here too.</param>
/// <param name="Test">Held out.</param>
public sealed record DataSet(
    string Name,
    string Checksum,
    FeatureMap Input,
    ImmutableArray<string> Labels,
    Samples Training,
    Samples Test)
{
    /// <summary>What of the source was left out; a line each.</summary>
    public ImmutableArray<string> Omissions { get; init; } = [];

    /// <summary>Percent of the test samples that have the most frequent class of the training samples: what knowing nothing else reaches.</summary>
    public double Baseline
    {
        get
        {
            var most = Training.Classes.GroupBy(number => number).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key;
            return 100.0 * Test.Classes.Count(number => number == most) / Test.Count;
        }
    }
}
