using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Rendering;

/// <summary>A network to C#: a class per layer (or part of one), the network class, the trace.</summary>
internal static class NetworkEmission
{
    public static GeneratedCode Emit(
        Network network,
        EmissionContext context,
        ImmutableArray<ImmutableArray<LayerCode>> codesOfLayers,
        GeneratorOptions options,
        string packageSha256)
    {
        var (networkClass, memory) = (context.NetworkClass, context.Memory);
        var layers = network.Layers.Select((layer, index) => (Layer: layer, Codes: codesOfLayers[index])).ToImmutableArray();
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
            MemoryMap.Of(network, memory, codes.SelectMany(code => code.TableSizes.Select(bytes => (code.Layer, bytes)))),
            codes.ToImmutableSortedDictionary(code => code.ClassName, code => code.Layer, StringComparer.Ordinal))
        {
            CrcLayers = [.. context.LayersOfMaps.Select(layer => network.Layers.IndexOf(layer))],
        };
    }

    private static GeneratedFile LayerFile(string assembly, LayerCode code, string stamp, GeneratorOptions options)
    {
        var body = string.Join('\n', code.Text.TrimEnd().Split('\n').Select(line => string.IsNullOrWhiteSpace(line) ? string.Empty : "    " + line));
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

    /// <summary>The network's own Run: its cost is without that of the layers.</summary>
    public static KernelMethod RunMethod(EmissionContext context, ImmutableArray<ImmutableArray<(string ClassName, string? Arguments)>> layers)
    {
        var memory = context.Memory;
        var arrays = new List<string> { "a" };
        arrays.AddRange(memory.ScratchInts > 0 ? ["acc"] : []);
        arrays.AddRange(memory.RingLongs > 0 ? ["r"] : []);
        arrays.AddRange(memory.ClampTables.Select(table => table.Name));
        return new KernelMethod("Run", true, ["byte[] input", "int[] logits"],
        [
            .. arrays.Select(array => new Assign(array, new StaticField("s_" + array), "byte[]")),
            .. InputStatements(context),
            .. context.Network.Layers.SelectMany((layer, index) => Statements(context, layer, layers[index])),
        ]);
    }

    private static Step InputStep(EmissionContext context) => new([.. CodeWriter.LinesOf(InputStatements(context))], string.Empty);

    private static IEnumerable<Statement> InputStatements(EmissionContext context)
    {
        var buffer = context.Memory.Buffers[Network.InputName];
        var (rows, length) = new MapAccess(buffer).Runs;
        Statement copy = rows == 1
            ? new LibraryCall("Array.Copy", ["input", 0, "a", buffer.Start, length])
            : Loop.Count("row", rows,
                [new LibraryCall("Array.Copy", ["input", (Code)"row" * length, "a", (Code)buffer.Start + ((Code)"row" * buffer.RowPitch), length])]);
        return [.. ClearBorder(buffer), copy];
    }

    private static Step Step(EmissionContext context, Layer layer, ImmutableArray<LayerCode> codes)
    {
        var lines = CodeWriter.LinesOf(Statements(context, layer, [.. codes.Select(code => (code.ClassName, code.Arguments))]));
        if (!context.Memory.Buffers.TryGetValue(context.WorkspaceOf(layer).Next ?? layer.Name, out var buffer))
        {
            return new Step([.. lines], "OfLogits(logits)");
        }

        var (rows, length) = new MapAccess(buffer).Runs;
        return new Step([.. lines], Line($"OfMap(a, {buffer.Start}, {rows}, {length}, {buffer.RowPitch})"));
    }

    private static IEnumerable<Statement> Statements(
        EmissionContext context, Layer layer, ImmutableArray<(string ClassName, string? Arguments)> classes)
    {
        var calls = classes.Where(called => called.Arguments is not null)
            .Select(called => new LibraryCall(called.ClassName + ".Run", [.. called.Arguments!.Split(", ").Select(name => (Code)name)]));
        return classes.Length > 0 && context.Memory.Buffers.TryGetValue(context.WorkspaceOf(layer).Next ?? layer.Name, out var buffer)
            ? [.. ClearBorder(buffer), .. calls, .. ClearOverrun(context, layer, buffer)]
            : calls;
    }

    /// <summary>The border of a map that takes another one's place is zero already.</summary>
    private static IEnumerable<Statement> ClearBorder(FeatureBuffer buffer) =>
        buffer.HasBorder && buffer.InPlaceOf is null ? [new LibraryCall("Array.Clear", ["a", buffer.Offset, buffer.Bytes])] : [];

    /// <summary>Lanes beyond the last row wrote into the border below the map: the readers' padding must be zero again.</summary>
    private static IEnumerable<Statement> ClearOverrun(EmissionContext context, Layer layer, FeatureBuffer buffer)
    {
        var overrun = context.WorkspaceOf(layer).RowsBelow;
        return overrun > 0
            ? [new LibraryCall("Array.Clear", ["a", buffer.Offset + buffer.IndexOf(buffer.Map.Shape.Height, -buffer.Border.Left), overrun * buffer.RowPitch])]
            : [];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";
}

/// <summary>The statements of one layer in the network class, and the expression of its output's CRC; none for the input.</summary>
internal sealed record Step(ImmutableArray<string> Lines, string Crc);
