namespace Striate.Emulator;

/// <summary>
/// The emulator refuses an assembly, or a run ended as it would end on the device: with an unhandled exception, out of
/// memory, or with something that nanoFramework leaves undefined.
/// </summary>
public sealed class EmulatorException : StriateException
{
    /// <summary>A refusal or failure with its diagnostic number.</summary>
    /// <param name="cause">What a reader of a damaged assembly threw: its stack trace tells damage from a fault of the reader.</param>
    public EmulatorException(string number, string problem, Exception? cause = null)
        : base(ErrorKind.CheckFailed, problem, cause)
    {
        Number = number;
        Problem = problem;
    }

    /// <summary>Number of the diagnostic, STR and four digits.</summary>
    public string Number { get; }

    /// <summary>What is wrong, without number and place.</summary>
    public string Problem { get; }

    /// <summary>Type, method and IL offset, where there is one.</summary>
    public string? Location { get; init; }

    /// <summary>Number of the assembly that is refused, in the order of loading, from 0; null for failures of a run.</summary>
    public int? Assembly { get; init; }

    /// <summary>Full name of the type of an exception that emulated code did not handle.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Message of an exception that emulated code did not handle.</summary>
    public string? ExceptionMessage { get; init; }

    /// <summary>Emulated frames, innermost first: <c>Type::Method(parameters) at IL_xxxx</c>.</summary>
    public IReadOnlyList<string> EmulatedStack { get; init; } = [];

    /// <inheritdoc/>
    public override string Message =>
        $"{Number} {(Location == null ? "" : Location + ": ")}{Problem}" + string.Concat(EmulatedStack.Select(frame => "\n  in " + frame));
}
