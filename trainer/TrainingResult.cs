using System.Collections.Immutable;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.Trainer;

/// <summary>Everything that comes out of a training.</summary>
/// <param name="Dense">The dense network in integers, trained alike for comparison.</param>
/// <param name="Segments">The segment network in integers.</param>
/// <param name="Report">Figures; equal for equal seeds.</param>
/// <param name="Test">The held-out samples, golden inputs for the executors.</param>
/// <param name="DenseErrors">What each layer of the dense network loses by integers, on training samples.</param>
/// <param name="Seconds">Wall-clock time of the whole training, of all processes that it took; not part of the report.</param>
/// <param name="Contract">How readings become the networks' input; null: the data set's samples are integers.</param>
/// <param name="Reading">How a person's own data were read and split; null: the data are published.</param>
public sealed record TrainingResult(
    Network Dense,
    Network Segments,
    RunReport Report,
    Samples Test,
    ImmutableArray<LayerError> DenseErrors,
    double Seconds,
    InputContract? Contract = null,
    DataOptions? Reading = null
);
