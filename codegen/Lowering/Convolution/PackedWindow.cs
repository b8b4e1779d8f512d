using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>How the words of a window are reached from the index <c>p</c>.</summary>
/// <param name="First">p of the first window.</param>
/// <param name="StepX">From a window to the next one in its row.</param>
/// <param name="StepRow">Added after a row of windows.</param>
/// <param name="Load">The expression that reads a cell.</param>
internal sealed record PackedWindow(int First, int StepX, int StepRow, Func<InputCell, Code> Load);
