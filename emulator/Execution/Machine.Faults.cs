using System.Runtime.CompilerServices;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>
/// Exceptions that the runtime itself raises. Types as in corlib_native_System_Exception.cpp; other failures are a bare System.Exception.
/// </summary>
public sealed partial class Machine
{
    private readonly ConditionalWeakTable<Instance, List<string>> _traces = [];

    internal ThrowSignal Raise(string type, string? message = null)
    {
        var exception = (Instance)Allocate(new Instance(_types.Library(type)));
        exception.References[0] = message;
        return Throw(exception);
    }

    internal ThrowSignal Throw(Instance exception)
    {
        _traces.AddOrUpdate(exception, StackTrace());
        return new ThrowSignal(exception);
    }

    // The device has this exception ready from the start.
    internal ThrowSignal OutOfMemory(string message)
    {
        var exception = new Instance(_types.Library("System.OutOfMemoryException"));
        exception.References[0] = message;
        return Throw(exception);
    }

    private ThrowSignal NullReference() => Raise("System.NullReferenceException");

    private ThrowSignal IndexOutOfRange() => Raise("System.IndexOutOfRangeException");

    private ThrowSignal DivideByZero() => Raise("System.Exception");

    private ThrowSignal InvalidCast() => Raise("System.InvalidCastException");

    private EmulatorException Unhandled(Instance exception)
    {
        var message = exception.References[0] as string;
        return new EmulatorException(
            exception.Type.FullName == "System.OutOfMemoryException" ? DiagnosticNumbers.OutOfMemory : DiagnosticNumbers.UnhandledException,
            $"unhandled exception {exception.Type}{(message == null ? "" : $" ({message})")}"
        )
        {
            ExceptionType = exception.Type.FullName,
            ExceptionMessage = message,
            EmulatedStack = _traces.TryGetValue(exception, out var trace) ? trace : [],
        };
    }
}
