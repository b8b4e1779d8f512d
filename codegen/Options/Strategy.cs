namespace Striate.Codegen;

/// <summary>How the layers with weights are turned into code. All strategies compute the same integers.</summary>
public enum Strategy
{
    /// <summary>Dense loops over static arrays, as a user would write them first: the yardstick.</summary>
    Naive,

    /// <summary>Good hand-written dense code: arrays in locals, the taps of a kernel unrolled.</summary>
    Unrolled,

    /// <summary>Segments, weight-stationary sweeps that decode the packed kernel index at run time.</summary>
    Table,

    /// <summary>Segments, weights as literals, input taps in locals.</summary>
    Literal,

    /// <summary>Segments, weights as literals, several output rows per word, chosen layer by layer.</summary>
    Planned,
}
