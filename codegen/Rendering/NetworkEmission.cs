using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Naming;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Streaming;

namespace Striate.Codegen.Rendering;

/// <summary>A network to C#: a class per layer (or part of one), the network class, the trace.</summary>
internal static class NetworkEmission
{
    public static GeneratedCode Emit(
        Network network,
        LoweringContext context,
        ImmutableArray<ImmutableArray<KernelClass>> kernels,
        GeneratorOptions options,
        string packageSha256,
        Preparation? preparation = null,
        BlockForm? form = null
    )
    {
        var (networkClass, memory) = (context.NetworkClass, context.Memory);
        var codes = kernels.SelectMany(classes => classes.Select(KernelText.Of)).ToImmutableArray();
        var tableBytes = codes.Sum(code => code.TableBytes);
        var stamp = Stamp.Of(network, packageSha256, options);
        var model = NetworkModel(
            context,
            NetworkRun.Of(context, kernels),
            preparation is null ? null : new PreparationText(preparation),
            options,
            tableBytes,
            stamp,
            BlockRun.Of(form, context.Network, context.Memory)
        );
        var files = codes
            .Select(code => LayerFile(networkClass, code, stamp, options))
            .Append(new GeneratedFile(networkClass, networkClass + ".cs", Templates.Render("network", model), Layer: null))
            .Append(new GeneratedFile(networkClass + ".Trace", networkClass + "Trace.cs", Templates.Render("trace", model), Layer: null));
        if (options.HasInstances)
        {
            files = files.Append(
                new GeneratedFile(
                    networkClass + GeneratedCode.InstancesSuffix,
                    networkClass + "Instance.cs",
                    Templates.Render("instance", model),
                    Layer: null
                )
            );
        }

        return new GeneratedCode(
            options.Namespace,
            networkClass,
            [.. files],
            memory,
            tableBytes,
            MemoryMap.Of(
                network,
                memory,
                codes.SelectMany(code => code.TableSizes.Select(bytes => (code.Layer, bytes))),
                preparation?.ObjectBytes
            ),
            codes.ToImmutableSortedDictionary(code => code.ClassName, code => code.Layer, StringComparer.Ordinal)
        )
        {
            Metadata = DeploymentMetadata.Of(network, options, networkClass, packageSha256, preparation?.Contract, form),
            CrcLayers = [.. context.LayersOfMaps.Select(layer => context.Network.Layers.IndexOf(layer))],
        };
    }

    private static GeneratedFile LayerFile(string assembly, LayerCode code, string stamp, GeneratorOptions options)
    {
        var body = string.Join(
            '\n',
            code.Text.TrimEnd().Split('\n').Select(line => string.IsNullOrWhiteSpace(line) ? string.Empty : "    " + line)
        );
        var text = Templates.Render(
            "layer",
            new
            {
                Stamp = stamp,
                options.Namespace,
                Title = Identifiers
                    .Comment(code.Layer)
                    .Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal),
                Body = body,
            }
        );
        return new GeneratedFile(assembly, code.ClassName + ".cs", text, code.Layer, code.TableBytes) { IlBytes = code.IlBytes };
    }

    private static object NetworkModel(
        LoweringContext context,
        NetworkRun run,
        PreparationText? preparation,
        GeneratorOptions options,
        int tableBytes,
        string stamp,
        BlockRun? blocks
    )
    {
        var (network, memory) = (context.Network, context.Memory);
        var steps = network
            .Layers.Zip(run.Layers, (layer, statements) => StepOf(context, layer, statements))
            .Prepend(new Step([.. CodeWriter.LinesOf(run.Input)], string.Empty))
            .ToArray();
        return new
        {
            Stamp = stamp,
            options.Namespace,
            Class = context.NetworkClass,
            Title = Identifiers
                .Comment(network.Name)
                .Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal),
            InputShape = network.Input.Shape.ToString(),
            InputMinimum = network.Input.Type.Minimum,
            InputMaximum = network.Input.Type.Maximum,
            InputLength = network.Input.Shape.Length,
            Classes = network.Logits.Shape.Length,
            OutputShape = network.Logits.Shape.ToString(),
            OutputMinimum = network.Logits.Type.Minimum,
            OutputMaximum = network.Logits.Type.Maximum,
            OutputBits = 8 * network.Logits.Type.Bytes,
            ZeroPoints = !network.HasClasses || network.Input.ZeroPoint != 0 || network.Logits.Type != IntegerType.Int32,
            InputZeroPoint = network.Input.ZeroPoint,
            OutputZeroPoint = network.Logits.ZeroPoint,
            network.HasClasses,
            Output = context.OutputName,
            TableBytes = tableBytes,
            ArenaBytes = memory.TotalBytes,
            ArenaLength = memory.ArenaBytes,
            ScratchLength = memory.ScratchInts,
            RingLength = memory.RingLongs,
            ClampTables = memory.ClampTables,
            ClampMakers = memory.ClampTables.DistinctBy(table => table.Maker).ToArray(),
            InputScale = Real(network.Input.Scale),
            LogitScale = Real(network.Logits.Scale),
            Labels = network.Labels.Select(Identifiers.Literal).ToArray(),
            SignedLines = CodeWriter.LinesOf(run.SignedInput).ToArray(),
            RunName = run.SignedInput.IsEmpty ? "Run" : "Run(sbyte[], int[])",
            Preparation = preparation,
            Instances = options.HasInstances,
            Blocks = blocks is null ? null : BlockModel(blocks),
            Steps = steps,
            HasOffsets = steps.Any(step => step.HasOffset),
        };
    }

    private static object BlockModel(BlockRun blocks) =>
        new
        {
            blocks.Form.Hop,
            blocks.Form.WindowSteps,
            blocks.Form.BlocksToReady,
            blocks.Form.StateLength,
            blocks.IsFilled,
            Lines = CodeWriter.LinesOf(blocks.Forget.Body).ToArray(),
        };

    private static Step StepOf(LoweringContext context, Layer layer, ImmutableArray<Statement> statements)
    {
        if (context.BufferOf(layer) is not { } buffer)
        {
            return new Step([.. CodeWriter.LinesOf(statements)], $"OfLogits({context.OutputName})");
        }

        var (rows, length) = new MapAccess(buffer).Runs;
        var offset = context.OffsetOf(layer);
        return new Step(
            [.. CodeWriter.LinesOf(statements)],
            Line($"OfMap(a, {buffer.Start}, {rows}, {length}, {buffer.RowPitch}{(offset == 0 ? "" : Line($", {offset}"))})"),
            offset != 0
        );
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";
}

/// <summary>The statements of one layer in the network class, and the expression of its output's CRC; none for the input.</summary>
/// <param name="Lines">Statements.</param>
/// <param name="Crc">The CRC.</param>
/// <param name="HasOffset">Whether the map holds less than the network's integers.</param>
internal sealed record Step(ImmutableArray<string> Lines, string Crc, bool HasOffset = false);
