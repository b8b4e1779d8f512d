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
    Samples Test);
