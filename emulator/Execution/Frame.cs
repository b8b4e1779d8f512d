using Striate.Emulator.Decoding;

namespace Striate.Emulator.Execution;

/// <summary>A suspended caller: where to go on.</summary>
/// <param name="Code">The caller.</param>
/// <param name="Operation">Operation of the call.</param>
/// <param name="Base">First register of the caller.</param>
internal readonly record struct Frame(MethodCode Code, int Operation, int Base);

/// <summary>A finally handler that runs, and what happens when it ends.</summary>
/// <param name="Depth">Number of suspended frames when it began.</param>
/// <param name="Exception">The exception that is on its way, or null when the handler was entered by a leave.</param>
/// <param name="Clause">Clause whose handler runs.</param>
/// <param name="ThrowOffset">IL offset that the exception left from.</param>
/// <param name="HandlerDepth">Frame of the handler that the exception is on its way to; -1: none.</param>
/// <param name="HandlerClause">Its clause.</param>
/// <param name="Crossed">Clauses that a leave crosses.</param>
/// <param name="Next">Position in <paramref name="Crossed"/> of the clause to run after this one.</param>
/// <param name="Target">Operation at which a leave goes on.</param>
internal sealed record PendingHandler(
    int Depth,
    Instance? Exception,
    int Clause,
    int ThrowOffset,
    int HandlerDepth,
    int HandlerClause,
    int[] Crossed,
    int Next,
    int Target
);

/// <summary>An emulated exception on its way through the interpreter's own code.</summary>
internal sealed class ThrowSignal(Instance exception) : Exception
{
    public Instance Exception { get; } = exception;
}
