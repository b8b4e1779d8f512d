using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Platform.Deployment;

namespace Striate.Verification;

/// <summary>Something that runs generated assemblies. Its first call of each method runs static constructors too.</summary>
internal interface IExecutor : IDisposable
{
    /// <summary>As reports call it.</summary>
    string Name { get; }

    /// <summary>The generated <c>Run</c>.</summary>
    void Run(byte[] input, int[] logits);

    /// <summary>The generated <c>Advance</c>, where code takes a signal block after block: whether a window is complete.</summary>
    bool Advance(byte[] samples, int[] logits);

    /// <summary>The generated <c>Reset</c> of such code.</summary>
    void Reset();

    /// <summary>The generated <c>Run</c> of the trace: a CRC-32 per layer.</summary>
    void Trace(byte[] input, int[] logits, uint[] crcs);
}

/// <summary>The runtime that this program runs on, over the same assembly bytes as the device.</summary>
internal sealed class DesktopExecutor : IExecutor
{
    private readonly DesktopLoader _loader;
    private readonly Lazy<(Func<byte[], int[], bool> Advance, Action Reset)> _blocks;
    private readonly Action<byte[], int[]> _run;
    private readonly Action<byte[], int[], uint[]> _trace;

    public DesktopExecutor(BuildResult build)
    {
        _loader = DesktopLoader.Load([.. build.Assemblies, build.TraceAssembly]);
        var type = build.Code.Namespace + "." + build.Code.NetworkClass;
        _run = _loader.GetMethod<Action<byte[], int[]>>(type, "Run");
        _trace = _loader.GetMethod<Action<byte[], int[], uint[]>>(type + "Trace", "Run");
        _blocks = new(() => (_loader.GetMethod<Func<byte[], int[], bool>>(type, "Advance"), _loader.GetMethod<Action>(type, "Reset")));
    }

    public string Name => "desktop";

    public void Run(byte[] input, int[] logits) => _run(input, logits);

    public bool Advance(byte[] samples, int[] logits) => _blocks.Value.Advance(samples, logits);

    public void Reset() => _blocks.Value.Reset();

    public void Trace(byte[] input, int[] logits, uint[] crcs) => _trace(input, logits, crcs);

    public void Dispose() => _loader.Dispose();
}

/// <summary>
/// The emulator on what is flashed; the trace runs on a machine of its own, so that its tables are not on the heap that is measured.
/// </summary>
internal sealed class EmulatorExecutor : IExecutor
{
    private readonly string _type;
    private readonly Lazy<Machine> _tracing;

    /// <summary>Loads the .pe of every assembly.</summary>
    /// <param name="build">The generated code.</param>
    /// <param name="image">Has them; null: they are made of the build.</param>
    /// <exception cref="PortableException">The format cannot hold one; the build has diagnostics.</exception>
    /// <exception cref="StriateException">The image holds no such network with its trace.</exception>
    public EmulatorExecutor(BuildResult build, DeploymentImage? image = null)
    {
        var application =
            image?.Application.Select(assembly => (assembly.Name, Portable: assembly.Bytes)).ToList()
            ??
            [
                .. build
                    .Assemblies.Append(build.TraceAssembly)
                    .Select(assembly => (assembly.Name, Portable: assembly.ToPortable().AsMemory())),
            ];
        var trace = application.FindIndex(assembly => assembly.Name == build.TraceAssembly.Name);
        if (trace < 0)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"the image has no assembly {build.TraceAssembly.Name}: it was built from another network"
            );
        }

        ReadOnlyMemory<byte>[] all = [.. application.Take(trace + 1).Select(assembly => assembly.Portable)];
        _type = build.Code.Namespace + "." + build.Code.NetworkClass;
        Machine = Machine.Load(all[..trace]);
        _tracing = new(() => Machine.Load(all));
    }

    public string Name => "emulator";

    /// <summary>The machine whose instructions and heap are measured.</summary>
    public Machine Machine { get; }

    public void Run(byte[] input, int[] logits) => Machine.Invoke(_type, "Run", input, logits);

    public bool Advance(byte[] samples, int[] logits) => (bool)Machine.Invoke(_type, "Advance", samples, logits)!;

    public void Reset()
    {
        Machine.Invoke(_type, "Reset");
        if (_tracing.IsValueCreated)
        {
            _tracing.Value.Invoke(_type, "Reset");
        }
    }

    public void Trace(byte[] input, int[] logits, uint[] crcs) => _tracing.Value.Invoke(_type + "Trace", "Run", input, logits, crcs);

    public void Dispose()
    {
        // Machines hold nothing but memory.
    }
}
