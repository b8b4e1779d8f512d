using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Striate.Codegen.Reporting;

/// <summary>How a network is computed and what that costs, layer by layer.</summary>
/// <param name="Network">Its name.</param>
/// <param name="PackageSha256">The package.</param>
/// <param name="Options">The options that code was generated with.</param>
/// <param name="Vectors">Inputs that instructions were counted over.</param>
/// <param name="Layers">In the order they run; the network class comes last.</param>
/// <param name="Total">Of all layers.</param>
/// <param name="FlashBytes">Flash: the assemblies as .pe files.</param>
/// <param name="Assemblies">How many.</param>
/// <param name="Map">The managed heap.</param>
/// <param name="Budgets">What had to be kept.</param>
/// <param name="Diagnostics">Budgets and limits that are not kept, a line each.</param>
public sealed record NetworkReport(
    string Network,
    string PackageSha256,
    string Options,
    int Vectors,
    ImmutableArray<LayerReport> Layers,
    LayerReport Total,
    [property: JsonPropertyName("codeBytes")] long FlashBytes,
    int Assemblies,
    MemoryMap Map,
    Budgets Budgets,
    ImmutableArray<string> Diagnostics
);

/// <summary>One layer.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Shape">Height, width and channels of its output.</param>
/// <param name="DenseMacs">Multiply-accumulates of one inference if every kernel were dense.</param>
/// <param name="KeptMacs">Those that segments keep.</param>
/// <param name="Plan">The way that was chosen.</param>
/// <param name="PredictedInstructions">What the plan says before code is emitted.</param>
/// <param name="Instructions">Counted by the emulator, mean of the inputs; null where code does not run on a device.</param>
/// <param name="PredictedCostUnits">What the predicted instructions cost, by opcode and operand.</param>
/// <param name="CostUnits">What the counted ones cost; null where code does not run on a device.</param>
/// <param name="IlBytes">Bytes of IL of its classes.</param>
/// <param name="TableBytes">Bytes of its constant tables.</param>
/// <param name="HeapBytes">Heap that it needs while it runs, besides the maps: tables, packed rows, accumulators.</param>
/// <param name="RunnersUp">The other ways, cheapest first.</param>
public sealed record LayerReport(
    string Layer,
    string Kind,
    string Shape,
    long DenseMacs,
    long KeptMacs,
    string Plan,
    long PredictedInstructions,
    double? Instructions,
    long PredictedCostUnits,
    double? CostUnits,
    long IlBytes,
    long TableBytes,
    long HeapBytes,
    ImmutableArray<RunnerUp> RunnersUp
);

/// <summary>A way that was not chosen.</summary>
/// <param name="Plan">The way.</param>
/// <param name="PredictedInstructions">Of one inference.</param>
/// <param name="PredictedCostUnits">Weighted as the emulator weighs instructions; by these ways are compared.</param>
/// <param name="IlBytes">Bytes of IL.</param>
/// <param name="TableBytes">Bytes of constant tables.</param>
/// <param name="HeapBytes">Heap besides the maps.</param>
/// <param name="Rejected">Why it was not chosen.</param>
public sealed record RunnerUp(
    string Plan,
    long PredictedInstructions,
    long PredictedCostUnits,
    long IlBytes,
    long TableBytes,
    long HeapBytes,
    string Rejected
);
