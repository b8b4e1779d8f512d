using System.Runtime.CompilerServices;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>What library methods see of the machine: arguments and result by register, memory.</summary>
public sealed partial class Machine
{
    private readonly ConditionalWeakTable<object, object> _identities = [];
    private int _identitiesGiven;

    /// <summary>Bytes that array initialisers have copied out of flash onto the heap.</summary>
    public long InitialiserBytes { get; private set; }

    /// <summary>Signatures in the table of libraries that the loaded code calls.</summary>
    internal IEnumerable<string> CalledLibraries =>
        _types.LibraryMethods.Where(method => method.Library is not null).Select(method => method.Library!.Signature).Distinct();

    internal TextWriter Output => _options.Output;

    internal ISerialLine? SerialLine(string name) =>
        _options.SerialLines.GetValueOrDefault(name)
        ?? (_options.SerialPorts.TryGetValue(name, out var streams) ? new StreamSerialLine(name, streams) : null);

    internal II2cDevice? I2cDevice(int bus, int address) => _options.I2cDevices.GetValueOrDefault((bus, address));

    internal int AdcValue(int channel) => _options.AdcValue(channel);

    internal Dictionary<int, int> PinFunctions { get; } = [];

    /// <summary>What the core library has set as the culture of its texts.</summary>
    internal object? Culture { get; set; }

    internal long HeapBytes => Math.Min(_options.HeapLimitBytes, uint.MaxValue);

    internal long FreeBytes => Math.Max(0, HeapBytes - HeapBytesInUse - _frameBytes);

    internal TypeDescriptor ArrayOf(string element) => _types.ArrayOf(element);

    internal TypeDescriptor ArrayOf(TypeDescriptor element) => _types.ArrayOf(element);

    internal TypeDescriptor NumberType(ElementKind kind) => _types.Library("System." + kind);

    /// <summary>A number of its own for every object that is asked for one, from 1 on.</summary>
    internal int NumberOf(object value) => (int)_identities.GetValue(value, _ => ++_identitiesGiven);

    internal TypeDescriptor Library(string type) => _types.Resolve("", type, false);

    /// <summary>A struct of a library, as a result.</summary>
    internal Instance NewStruct(string type) => NewInstance(Library(type));

    internal void CountInitialiser(int bytes) => InitialiserBytes += bytes;

    internal long Number(int slot) => _numbers[slot];

    internal object? Reference(int slot) => _references[slot];

    internal object This(int slot) => _references[slot] ?? throw NullReference();

    internal T This<T>(int slot)
        where T : class =>
        This(slot) as T ?? throw Failure(DiagnosticNumbers.InvalidCode, $"a library method was called on {TypeOf(This(slot))}");

    /// <summary>The number behind the address in a register.</summary>
    internal long NumberAt(int slot) => This(slot) is Boxed boxed ? boxed.Value : Address.Load(This(slot), _numbers[slot]);

    internal void StoreAt(int slot, long value) => Address.Store(This(slot), _numbers[slot], value);

    internal void SetNumber(int slot, long value) => _numbers[slot] = value;

    internal void SetFlag(int slot, bool value) => _numbers[slot] = value ? 1 : 0;

    internal void SetReference(int slot, object? value) => _references[slot] = value;

    /// <summary>A new string as the result.</summary>
    internal void SetText(int slot, string text)
    {
        CheckTextLength(text.Length);
        _references[slot] = Allocate(text);
    }

    /// <summary>A text of so many characters, a byte each at least, must fit into one object.</summary>
    internal void CheckTextLength(long length)
    {
        if (length > HeapLayout.LargestObject - HeapLayout.Block - 1)
        {
            throw OutOfMemory($"a string of {length} characters is larger than the {HeapLayout.LargestObject} bytes of the largest object");
        }
    }

    /// <summary>A boxed number.</summary>
    internal object Box(ElementKind kind, long value) => Allocate(new Boxed(NumberType(kind), value));

    private void CallLibrary(LibraryMethod method, int slot)
    {
        try
        {
            method.Action(this, slot);
        }
        catch (Exception refusal) when (refusal is ArgumentException or OverflowException)
        {
            // What .NET's own methods refuse, the device's refuse.
            throw Raise(
                refusal is ArgumentOutOfRangeException or ArgumentNullException ? "System." + refusal.GetType().Name
                : refusal is ArgumentException ? "System.ArgumentException"
                : "System.Exception"
            );
        }
    }
}
