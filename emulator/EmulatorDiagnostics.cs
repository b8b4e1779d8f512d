using System.Collections.Immutable;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>The diagnostics that the emulator gives.</summary>
public static class EmulatorDiagnostics
{
    /// <summary>Their numbers; the registry explains them.</summary>
    public static ImmutableArray<string> Numbers { get; } =
    [
        DiagnosticNumbers.Locals,
        DiagnosticNumbers.EvaluationStack,
        DiagnosticNumbers.Arguments,
        DiagnosticNumbers.SwitchTargets,
        DiagnosticNumbers.GenericMethod,
        DiagnosticNumbers.GenericType,
        DiagnosticNumbers.MultidimensionalArray,
        DiagnosticNumbers.InterfaceBody,
        DiagnosticNumbers.Pointer,
        DiagnosticNumbers.UnsupportedInstruction,
        DiagnosticNumbers.MissingMember,
        DiagnosticNumbers.NotAnAssembly,
        DiagnosticNumbers.UnsupportedLibrary,
        DiagnosticNumbers.InvalidCode,
        DiagnosticNumbers.NoSuchMethod,
        DiagnosticNumbers.WrongArguments,
        DiagnosticNumbers.UnhandledException,
        DiagnosticNumbers.OutOfMemory,
        DiagnosticNumbers.InstructionLimit,
        DiagnosticNumbers.Undefined,
        DiagnosticNumbers.StackOverflow,
    ];
}
