using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;

namespace Striate.Codegen;

/// <summary>One generated source file.</summary>
/// <param name="Assembly">Name of the assembly it is compiled into; also the folder it is written to.</param>
/// <param name="Name">File name without folder.</param>
/// <param name="Text">Its text, lines ended by LF.</param>
/// <param name="Layer">The layer that it computes; null for the network, the trace and descriptions.</param>
/// <param name="TableBytes">Bytes of its static tables.</param>
public sealed record GeneratedFile(string Assembly, string Name, string Text, string? Layer, int TableBytes = 0)
{
    /// <summary>Predicted bytes of IL of its methods; 0 where nothing is predicted.</summary>
    public int IlBytes { get; init; }

    /// <summary>The class in the file.</summary>
    public string ClassName => Path.GetFileNameWithoutExtension(Name);
}

/// <summary>The C# of a network: the same package and options give the same bytes.</summary>
/// <param name="Namespace">Namespace of all classes.</param>
/// <param name="NetworkClass">Name of the class with Run and Classify; the trace is NetworkClass + "Trace".</param>
/// <param name="Files">In the order in which they are compiled.</param>
/// <param name="Memory">The working memory.</param>
/// <param name="TableBytes">Bytes of all static tables.</param>
/// <param name="Map">What it takes of the heap; frames and the loader's tables are known once it is compiled.</param>
/// <param name="LayerOfClass">Class to layer, for reports.</param>
public sealed record GeneratedCode(
    string Namespace,
    string NetworkClass,
    ImmutableArray<GeneratedFile> Files,
    MemoryPlan Memory,
    int TableBytes,
    MemoryMap Map,
    ImmutableSortedDictionary<string, string> LayerOfClass
)
{
    /// <summary>
    /// For each layer the number of the layer whose map the trace takes the CRC of: its own, or the residual sum's where the
    /// layer computes that sum and so has no map.
    /// </summary>
    public required ImmutableArray<int> CrcLayers { get; init; }

    /// <summary>The CRCs that the trace writes for an input, from those of every layer's output.</summary>
    public ImmutableArray<uint> TracedCrcs(ImmutableArray<uint> layerCrcs) => [.. CrcLayers.Select(layer => layerCrcs[layer])];

    /// <summary>What a program must know that deploys the code; its figures are in <see cref="WholeMetadata"/>.</summary>
    public required DeploymentMetadata Metadata { get; init; }

    /// <summary>What a program must know that deploys the code.</summary>
    public DeploymentMetadata WholeMetadata =>
        Metadata with
        {
            TableBytes = TableBytes,
            ArenaBytes = Memory.TotalBytes,
            HeapBytes = Map.ObjectBytes,
            Instructions = Plan?.Instructions,
        };

    /// <summary>What the planner chose and predicts; null for the other strategies.</summary>
    public NetworkPlan? Plan { get; init; }

    /// <summary>Name of the main assembly.</summary>
    public string MainAssembly => NetworkClass;

    /// <summary>Name of the assembly with the trace; a deployment without it does not pay for it.</summary>
    public string TraceAssembly => NetworkClass + ".Trace";

    /// <summary>What the folder of instances has behind the name of the network's class.</summary>
    internal const string InstancesSuffix = ".Instances";

    /// <summary>
    /// The assemblies of the network, which a device runs: not those of the trace, the firmware and the instances for computers.
    /// </summary>
    public ImmutableArray<string> Assemblies =>
        [.. Files.Where(file => file.Layer is not null || file.ClassName == NetworkClass).Select(file => file.Assembly).Distinct()];
}
