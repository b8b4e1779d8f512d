using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>What library methods see of the machine: arguments and result by register, memory.</summary>
public sealed partial class Machine
{
    // Managed set-up of number formatting at its first use, counted on the real runtime.
    private const int CultureSetUp = 48;

    private bool _cultureReady;
    private long _libraryInstructions;

    /// <summary>Bytes that array initialisers have copied out of flash onto the heap.</summary>
    public long InitialiserBytes { get; private set; }

    /// <summary>Signatures in the table of libraries that the loaded code calls.</summary>
    internal IEnumerable<string> CalledLibraries => _types.LibraryMethods.Where(method => method.Library is not null).Select(method => method.Library!.Signature).Distinct();

    internal TextWriter Output => _options.Output;

    internal ISerialLine? SerialLine(string name) =>
        _options.SerialLines.GetValueOrDefault(name)
        ?? (_options.SerialPorts.TryGetValue(name, out var streams) ? new StreamSerialLine(name, streams) : null);

    internal int AdcValue(int channel) => _options.AdcValue(channel);

    internal Dictionary<int, int> PinFunctions { get; } = [];

    internal long HeapBytes => Math.Min(_options.HeapLimitBytes, uint.MaxValue);

    internal long FreeBytes => Math.Max(0, HeapBytes - HeapBytesInUse - _frameBytes);

    internal TypeDescriptor Library(string type) => _types.Resolve("", type, false);

    internal void CountInitialiser(int bytes) => InitialiserBytes += bytes;

    /// <summary>Finite floats go through number formatting; the others are written out at once.</summary>
    internal void CountFloatFormatting(ElementKind kind, long value, int instructions)
    {
        var finite = kind == ElementKind.Single ? float.IsFinite(NumberForms.Single(value))
            : kind == ElementKind.Double && double.IsFinite(NumberForms.Double(value));
        _libraryInstructions += finite ? instructions : 0;
    }

    internal long Number(int slot) => _numbers[slot];

    internal object? Reference(int slot) => _references[slot];

    internal object This(int slot) => _references[slot] ?? throw NullReference();

    internal T This<T>(int slot)
        where T : class => This(slot) as T
            ?? throw Failure(EmulatorDiagnostics.InvalidCode, $"a library method was called on {TypeOf(This(slot))}");

    /// <summary>The number behind the address in a register.</summary>
    internal long NumberAt(int slot) => This(slot) is Boxed boxed ? boxed.Value : Address.Load(This(slot), _numbers[slot]);

    internal void StoreAt(int slot, long value) => Address.Store(This(slot), _numbers[slot], value);

    internal void SetNumber(int slot, long value) => _numbers[slot] = value;

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

    /// <summary>ToString of any object; emulated overrides run in the registers from <paramref name="scratch"/> on.</summary>
    internal string TextOf(object? value, int scratch)
    {
        if (value is not Instance instance || instance.Type.FindVirtual(_toString) is not { Body: not null } target)
        {
            return TextForms.Of(this, value);
        }

        var above = Math.Max(scratch, Top);
        _references[above] = value;
        Run(target, above);
        return _references[above] as string ?? "";
    }

    private void CallLibrary(LibraryMethod method, int slot)
    {
        _libraryInstructions += method.Instructions;
        if (method.UsesCulture && !_cultureReady)
        {
            _cultureReady = true;
            _libraryInstructions += CultureSetUp;
        }

        try
        {
            method.Action(this, slot);
        }
        catch (Exception refusal) when (refusal is ArgumentException or OverflowException)
        {
            // What .NET's own methods refuse, the device's refuse.
            throw Raise(refusal is ArgumentOutOfRangeException or ArgumentNullException ? "System." + refusal.GetType().Name
                : refusal is ArgumentException ? "System.ArgumentException" : "System.Exception");
        }
    }
}
