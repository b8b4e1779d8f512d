using System.Text;
using Striate.Codegen;
using Striate.Emulator.Reporting;

namespace Striate.Verification;

/// <summary>What the generator writes, as the emulator reads it.</summary>
public static class GeneratedLayers
{
    /// <summary>The map that stands beside the network's assembly.</summary>
    public static LayerMap MapOf(GeneratedCode code) => LayerMap.Parse(Encoding.UTF8.GetBytes(LayerMapFile.TextOf(code)));
}
