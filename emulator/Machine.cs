using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Emulator.Memory;
using Striate.Platform;
using Striate.Platform.Deployment.Reading;

namespace Striate.Emulator;

/// <summary>
/// nanoFramework's interpreter on the desktop: loads compiled assemblies, runs their IL, and counts what a device would
/// execute and allocate. Not thread-safe.
/// </summary>
public sealed partial class Machine
{
    // Less than a millisecond, or less than a second where each few of them print something.
    private const long InstructionsPerPortion = 100_000;

    private readonly TypeSystem _types = new();
    private readonly MachineOptions _options;
    private readonly long[] _staticNumbers;
    private readonly object?[] _staticReferences;
    private long _heapLimit = long.MaxValue;
    private long _fuel = long.MaxValue;
    private long _reserve;

    private Machine(IEnumerable<ReadOnlyMemory<byte>> assemblies, MachineOptions options)
    {
        _options = options;
        _numbers = new long[RegistersFor(options.HeapLimitBytes)];
        _references = new object?[_numbers.Length];
        _started = options.Clock.GetUtcNow().UtcDateTime;
        foreach (var bytes in assemblies)
        {
            Read(_types.Images.Count, () => _types.Images.Add(new AssemblyImage(_types, AssemblyOf(bytes))));
        }

        MethodLimits.Check(
            Limits.ImageAssemblies,
            Platform.Checking.ApplicationAssemblies.Count(
                _types.Images.Select(image => image.Name),
                _types.Images.SelectMany(image => image.References)
            )
        );

        ReadEach(image => image.DefineTypes());
        ReadEach(image => image.DefineMembers());
        ReadEach(image => Inheritance.Check(image.Types));
        _staticNumbers = new long[_types.StaticNumbers + CoreLibrary.StaticFields];
        _staticReferences = new object?[_types.StaticReferences + CoreLibrary.StaticFields];
        _argumentArrays.Add(_numbers, _numbers);
        _argumentArrays.Add(_staticNumbers, _staticNumbers);
    }

    /// <summary>
    /// What has been executed, the core library's managed code included; static constructors at load, but for the core
    /// library's own, are counted until <see cref="ResetCounters"/>.
    /// </summary>
    public Counters Counters
    {
        get
        {
            var (own, library) = (Sum(Codes), Sum(CodesOf(_types.CoreLibrary)));
            var counts = own + library;
            return new Counters(counts.Instructions, counts.Calls, _allocations, _allocatedBytes, counts.Cost, library.Instructions);
        }
    }

    /// <summary>Every method of the loaded assemblies that has run, most instructions first.</summary>
    public IReadOnlyList<MethodProfile> Methods =>
        [
            .. Codes
                .Where(code => code.Calls > 0)
                .Select(code =>
                {
                    var counts = code.Executed;
                    var method = code.Method;
                    return new MethodProfile(
                        method.Declaring.FullName,
                        method.Signature,
                        code.Calls,
                        counts.Instructions,
                        code.Allocations,
                        code.AllocatedBytes,
                        counts.Cost
                    );
                })
                .OrderByDescending(profile => profile.Instructions)
                .ThenBy(profile => profile.Type + profile.Name, StringComparer.Ordinal),
        ];

    /// <summary>How often each form of an instruction has been executed, the core library's managed code included.</summary>
    public IReadOnlyDictionary<InstructionForm, long> Forms =>
        Codes
            .Concat(CodesOf(_types.CoreLibrary))
            .SelectMany(code => code.Forms)
            .GroupBy(pair => pair.Form, pair => pair.Times)
            .Where(form => form.Sum() != 0)
            .ToDictionary(form => form.Key, form => form.Sum());

    /// <summary>Device bytes of all reachable objects; arrays that a caller handed in are not counted.</summary>
    public long HeapBytesInUse
    {
        get
        {
            CountLiving(null);
            return _live;
        }
    }

    /// <summary>The most device bytes in use so far: never below the true peak, and at most an eighth (and 4 KB) above it.</summary>
    public long PeakHeapBytes => Math.Max(_peak, _live + _sinceCollection);

    internal IEnumerable<MethodCode> Codes => _types.Images.SelectMany(CodesOf);

    /// <summary>Loads assemblies, checks and decodes every method, and runs the static constructors in the device's order.</summary>
    /// <param name="assemblies">Compiled assemblies or .pe files of them, those that others depend on first; the base libraries are built
    /// in.</param>
    /// <param name="options">Limits and output; null for the defaults.</param>
    /// <exception cref="EmulatorException">nanoFramework would not load or run this, or a static constructor fails.</exception>
    public static Machine Load(IEnumerable<ReadOnlyMemory<byte>> assemblies, MachineOptions? options = null)
    {
        var machine = new Machine(assemblies, options ?? new MachineOptions());
        var constructors = new List<MethodDescriptor>();
        machine.ReadEach(machine.DecodeAll);
        machine.ReadEach(image => constructors.AddRange(image.StaticConstructors));
        machine.StartCoreLibrary();
        machine.PrepareStatics(machine._types.Images);
        constructors.ForEach(constructor => machine.RunOutermost(constructor, []));

        return machine;
    }

    /// <summary>
    /// Runs a static method. Arrays of numbers are shared with the caller; other values are passed and returned as they are.
    /// </summary>
    /// <param name="typeName">Full name of the type, nested types behind a slash.</param>
    /// <param name="methodName">Name of the method.</param>
    /// <param name="arguments">Numbers, strings, arrays of numbers or null, as the parameters demand.</param>
    /// <returns>The result, or null for <c>void</c>.</returns>
    /// <exception cref="EmulatorException">There is no such method, the arguments do not fit it, or the run fails.</exception>
    public object? Invoke(string typeName, string methodName, params object?[] arguments)
    {
        var type =
            _types.Images.SelectMany(image => image.Types).FirstOrDefault(candidate => candidate.FullName == typeName)
            ?? throw new EmulatorException(DiagnosticNumbers.NoSuchMethod, $"no loaded assembly has a type '{typeName}'");
        var method =
            type.Methods.Find(candidate =>
                candidate.Name == methodName && candidate.IsStatic && candidate.Parameters.Length == arguments.Length
            )
            ?? throw new EmulatorException(
                DiagnosticNumbers.NoSuchMethod,
                $"type '{typeName}' has no static method '{methodName}' with {arguments.Length} parameters"
            );
        return RunOutermost(method, arguments);
    }

    /// <summary>Runs the <c>static void Main()</c> of an assembly.</summary>
    /// <exception cref="EmulatorException">There is no such method, or the run fails.</exception>
    public object? InvokeMain(string assemblyName)
    {
        var main =
            _types
                .Images.Where(image => image.Name == assemblyName)
                .SelectMany(image => image.Methods)
                .FirstOrDefault(method => method is { Name: "Main", IsStatic: true, Parameters.Length: 0 })
            ?? throw new EmulatorException(
                DiagnosticNumbers.NoSuchMethod,
                $"assembly '{assemblyName}' is not loaded or has no 'static void Main()'"
            );
        return RunOutermost(main, []);
    }

    /// <summary>Sets all counters and method profiles to zero; the heap stays as it is.</summary>
    public void ResetCounters()
    {
        foreach (var code in Codes.Concat(CodesOf(_types.CoreLibrary)))
        {
            code.Reset();
        }

        _instructionsBefore = InstructionsRun;
        (_allocations, _allocatedBytes) = (0, 0);
        Refuel();
    }

    // A run gets its instructions in portions, and is asked between them whether it is to end.
    private void Refuel()
    {
        _fuel = Math.Min(_options.InstructionLimit, InstructionsPerPortion);
        _reserve = _options.InstructionLimit - _fuel;
    }

    private void DecodeAll(AssemblyImage image)
    {
        foreach (var method in image.Methods.Where(method => method.Body != null))
        {
            method.Code = Decoder.Decode(method, _types);
        }
    }

    private void ReadEach(Action<AssemblyImage> stage)
    {
        for (var number = 0; number < _types.Images.Count; number++)
        {
            var image = _types.Images[number];
            Read(number, () => stage(image));
        }
    }

    /// <summary>A stage of loading; what it refuses is refused with the assembly's number.</summary>
    private static void Read(int assembly, Action stage)
    {
        try
        {
            stage();
        }
        catch (EmulatorException refusal)
        {
            throw new EmulatorException(refusal.Number, refusal.Problem, refusal) { Location = refusal.Location, Assembly = assembly };
        }
        catch (Exception damage) when (DamagedImage.IsCause(damage))
        {
            throw new EmulatorException(
                DiagnosticNumbers.NotAnAssembly,
                $"not a .NET assembly or .pe, or a damaged one: {damage.Message}",
                damage
            )
            {
                Assembly = assembly,
            };
        }
    }

    /// <summary>What is flashed is what runs: a .pe becomes an assembly instruction for instruction.</summary>
    private static ReadOnlyMemory<byte> AssemblyOf(ReadOnlyMemory<byte> bytes) =>
        PortableFile.IsPortable(bytes.Span) ? PortableFile.Read(bytes).ToAssembly().AsMemory() : bytes;

    private static IEnumerable<MethodCode> CodesOf(AssemblyImage image) =>
        image.Methods.Where(method => method.Code != null).Select(method => method.Code!);

    private static BlockCounts Sum(IEnumerable<MethodCode> codes) =>
        codes.Aggregate(default(BlockCounts), (sum, code) => sum + code.Executed);

    private object? RunOutermost(MethodDescriptor method, object?[] arguments)
    {
        if (method.Body == null)
        {
            throw new EmulatorException(DiagnosticNumbers.NoSuchMethod, $"'{method}' has no body");
        }

        var (code, operation, registers, frames, stop, frameBytes) = (_code, _operation, _base, _frameCount, _stopDepth, _frameBytes);
        var first = Top;
        try
        {
            for (var index = 0; index < arguments.Length; index++)
            {
                PassArgument(method, index, arguments[index], first + index);
            }

            Run(method, first);
            return ReturnValue(method.Returns, first);
        }
        catch (ThrowSignal signal)
        {
            throw Unhandled(signal.Exception);
        }
        catch (Exception misfit) when (misfit is InvalidCastException or IndexOutOfRangeException or NullReferenceException)
        {
            throw Failure(DiagnosticNumbers.InvalidCode, $"invalid IL: an instruction meets what it is not for ({misfit.Message})");
        }
        finally
        {
            EndThreads();
            (_code, _operation, _base, _frameCount, _stopDepth, _frameBytes) = (code, operation, registers, frames, stop, frameBytes);
            _pending.RemoveAll(pending => pending.Depth > frames);
            Array.Clear(_references, first, Math.Min(256, _references.Length - first));
        }
    }

    // The same for every program, so not counted; what it leaves on the heap is part of what the runtime itself takes.
    private void StartCoreLibrary()
    {
        var started = new List<TypeDescriptor>();
        foreach (var handle in CoreLibrary.WithStaticConstructor)
        {
            started.Add(_types.CoreLibrary.TypeOf(handle).WithMembers());
        }

        PrepareStatics([_types.CoreLibrary]);
        foreach (var type in started)
        {
            RunOutermost(type.Methods.Find(method => method.Name == ".cctor")!, []);
        }

        ResetCounters();
        _instructionsBefore = 0;
        _heapLimit = _options.HeapLimitBytes;
        foreach (var kept in LiveObjects.ReachableFrom(_staticReferences))
        {
            _argumentArrays.AddOrUpdate(kept, kept);
        }

        (_live, _sinceCollection, _peak, _peakFrameBytes) = (0, 0, 0, 0);
    }

    // Static struct fields are objects that exist from the start.
    private void PrepareStatics(IEnumerable<AssemblyImage> images)
    {
        foreach (var field in images.SelectMany(image => image.Types).SelectMany(type => type.Fields))
        {
            if (field is { IsStatic: true, Type.Kind: ElementKind.Struct, Data.IsEmpty: true })
            {
                _staticReferences[field.Index] = NewInstance(field.Type);
            }
        }
    }
}
