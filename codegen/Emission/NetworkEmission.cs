using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Loading;
using Striate.Codegen.Planning;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Emission;

/// <summary>A network to C#: a class per layer (or part of one), the network class, the trace.</summary>
internal static class NetworkEmission
{
    public static GeneratedCode Emit(
        Network network,
        MemoryPlan memory,
        ImmutableSortedDictionary<string, LanePlan> lanes,
        ImmutableSortedDictionary<string, SweepPlan> sweeps,
        GeneratorOptions options,
        string packageSha256)
    {
        var networkClass = Identifiers.Unique(network.Name, new HashSet<string>(StringComparer.Ordinal));
        var context = new EmissionContext(network, memory, lanes, sweeps, options, networkClass);
        var layers = network.Layers.Select(layer => (Layer: layer, Codes: LayerEmitter.Emit(context, layer))).ToImmutableArray();
        var codes = layers.SelectMany(layer => layer.Codes).ToImmutableArray();
        var tableBytes = codes.Sum(code => code.TableBytes);
        var stamp = Stamp.Of(network.Name, packageSha256, options);
        var model = NetworkModel(context, layers, tableBytes, stamp);
        var files = codes.Select(code => LayerFile(networkClass, code, stamp, options))
            .Append(new GeneratedFile(networkClass, networkClass + ".cs", Templates.Render("network", model), Layer: null))
            .Append(new GeneratedFile(networkClass + ".Trace", networkClass + "Trace.cs", Templates.Render("trace", model), Layer: null));
        return new GeneratedCode(
            options.Namespace,
            networkClass,
            [.. files],
            memory,
            tableBytes,
            codes.ToImmutableSortedDictionary(code => code.ClassName, code => code.Layer, StringComparer.Ordinal));
    }

    private static GeneratedFile LayerFile(string assembly, LayerCode code, string stamp, GeneratorOptions options)
    {
        var body = string.Join('\n', code.Text.TrimEnd().Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
        var text = Templates.Render("layer", new
        {
            Stamp = stamp,
            options.Namespace,
            Title = Identifiers.Comment(code.Layer).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal),
            Body = body,
        });
        return new GeneratedFile(assembly, code.ClassName + ".cs", text, code.Layer, code.TableBytes);
    }

    private static object NetworkModel(
        EmissionContext context, ImmutableArray<(Layer Layer, ImmutableArray<LayerCode> Codes)> layers, int tableBytes, string stamp)
    {
        var (network, memory) = (context.Network, context.Memory);
        return new
        {
            Stamp = stamp,
            context.Options.Namespace,
            Class = context.NetworkClass,
            Title = Identifiers.Comment(network.Name).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal),
            InputShape = network.Input.Shape.ToString(),
            InputMinimum = network.Input.Type.Minimum,
            InputMaximum = network.Input.Type.Maximum,
            InputLength = network.Input.Shape.Length,
            Classes = network.Logits.Shape.Length,
            TableBytes = tableBytes,
            ArenaBytes = memory.TotalBytes,
            ArenaLength = memory.ArenaBytes,
            ScratchLength = memory.ScratchInts,
            RingLength = memory.RingLongs,
            ClampTables = memory.ClampTables,
            InputScale = Real(network.Input.Scale),
            LogitScale = Real(network.Logits.Scale),
            Labels = network.Labels.Select(Identifiers.Literal).ToArray(),
            Steps = layers.Select(layer => Step(context, layer.Layer, layer.Codes)).Prepend(InputStep(context)).ToArray(),
        };
    }

    private static Step InputStep(EmissionContext context)
    {
        var buffer = context.Memory.Buffers[Network.InputName];
        var (rows, length) = new MapAccess(buffer).Runs;
        var copies = rows == 1
            ? [Line($"Array.Copy(input, 0, a, {buffer.Start}, {length});")]
            : ImmutableArray.Create(
                Line($"for (int row = 0; row < {rows}; row++)"),
                "{",
                Line($"    Array.Copy(input, row * {length}, a, {buffer.Start} + row * {buffer.RowPitch}, {length});"),
                "}");
        return new Step([.. ClearBorder(buffer), .. copies], string.Empty);
    }

    private static Step Step(EmissionContext context, Layer layer, ImmutableArray<LayerCode> codes)
    {
        var calls = codes.Where(code => code.Arguments is not null).Select(code => $"{code.ClassName}.Run({code.Arguments});");
        if (!context.Memory.Buffers.TryGetValue(layer.Name, out var buffer))
        {
            return new Step([.. calls], "OfLogits(logits)");
        }

        var (rows, length) = new MapAccess(buffer).Runs;
        return new Step([.. ClearBorder(buffer), .. calls, .. ClearOverrun(context, layer, buffer)], Line($"OfMap(a, {buffer.Start}, {rows}, {length}, {buffer.RowPitch})"));
    }

    private static IEnumerable<string> ClearBorder(FeatureBuffer buffer) =>
        buffer.HasBorder ? [Line($"Array.Clear(a, {buffer.Offset}, {buffer.Bytes});")] : [];

    /// <summary>Lanes beyond the last row wrote into the border below the map: the readers' padding must be zero again.</summary>
    private static IEnumerable<string> ClearOverrun(EmissionContext context, Layer layer, FeatureBuffer buffer)
    {
        var overrun = context.LanesOf(layer)?.Layout.Overrun(layer.Output.Shape.Height) ?? 0;
        return overrun > 0
            ? [Line($"Array.Clear(a, {buffer.Offset + buffer.IndexOf(buffer.Map.Shape.Height, -buffer.Border.Left)}, {overrun * buffer.RowPitch});")]
            : [];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";
}

/// <summary>The statements of one layer in the network class, and the expression of its output's CRC; none for the input.</summary>
internal sealed record Step(ImmutableArray<string> Lines, string Crc);
