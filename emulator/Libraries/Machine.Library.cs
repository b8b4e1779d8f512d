using Striate.Emulator.Execution;

namespace Striate.Emulator;

/// <summary>What library methods see of the machine: arguments and result by register.</summary>
public sealed partial class Machine
{
    internal TextWriter Output => _options.Output;

    internal long Number(int slot) => _numbers[slot];

    internal object? Reference(int slot) => _references[slot];

    internal object This(int slot) => _references[slot] ?? throw NullReference();

    internal T This<T>(int slot)
        where T : class => This(slot) as T
            ?? throw Failure(EmulatorDiagnostics.InvalidCode, $"a library method was called on {TypeOf(This(slot))}");

    /// <summary>The number behind the address in a register.</summary>
    internal long NumberAt(int slot) => This(slot) is Boxed boxed ? boxed.Value : Address.Load(This(slot), _numbers[slot]);

    internal void SetNumber(int slot, long value) => _numbers[slot] = value;

    internal void SetReference(int slot, object? value) => _references[slot] = value;

    /// <summary>A new string as the result.</summary>
    internal void SetText(int slot, string text) => _references[slot] = Allocate(text);
}
