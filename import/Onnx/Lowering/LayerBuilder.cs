using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Collects the layers of the network, and what became of each operator.</summary>
/// <param name="source">As it was read: what layers hold is bounded by the file's length.</param>
internal sealed class LayerBuilder(OnnxModel source)
{
    private const int ValuesPerByte = 4;
    private const int FreeValues = 1 << 16;

    // Where each element of each map stands: four bytes each, 32 MB and so many for each byte of the file.
    private const int PlacesPerByte = 64;
    private const int FreePlaces = 1 << 23;

    /// <summary>What samples of a float model were made of; null: nobody says.</summary>
    public InputReadings? Readings { get; set; }

    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _told = [];
    private readonly List<Layer> _layers = [];
    private readonly List<OperatorReport> _report = [];
    private readonly SortedDictionary<int, (OnnxNode Node, string Layer)> _computed = [];
    private readonly long _mostPlaces = (PlacesPerByte * source.FileBytes) + FreePlaces;
    private long _places;
    private long _values = (ValuesPerByte * source.FileBytes) + FreeValues;

    public IReadOnlyList<Layer> Layers => _layers;

    public IReadOnlyList<OperatorReport> Report => _report;

    /// <summary>
    /// The source's tensor that a layer's output equals, by layer: of the last operator that is part of it, before dimensions change
    /// places.
    /// </summary>
    public ImmutableDictionary<string, string> Tensors =>
        _computed
            .Values.GroupBy(one => one.Layer)
            .Select(group =>
                (group.Key, Last: group.TakeWhile(one => one.Node.Kind != "Transpose").Select(one => one.Node).LastOrDefault())
            )
            .Where(group => group.Last is not null)
            .ToImmutableDictionary(group => group.Key, group => group.Last!.Outputs[0]);

    /// <summary>The map that the network reads; null: nothing quantises its input yet.</summary>
    public FeatureMap? Input { get; set; }

    /// <summary>Whether an operator reads the network's input as bytes.</summary>
    public bool ReadsIntegers { get; set; }

    /// <summary>Accumulators that can come out one step off those of the source's runtime.</summary>
    public long Ties { get; set; }

    /// <summary>Whether the source computes an operator on bytes: it multiplies sums in float32.</summary>
    public bool IsOnBytes(OnnxNode node) => source.Nodes[node.Index].Kind.StartsWith("QLinear", StringComparison.Ordinal);

    /// <summary>Counts values that a layer is about to hold.</summary>
    public void Take(OnnxNode node, long values)
    {
        _values -= values;
        if (_values < 0)
        {
            throw Problems.At(
                node,
                Problems.Limit,
                $"its layers hold more values than {ValuesPerByte} per byte of the file",
                "use a network whose operators do not share their weights"
            );
        }
    }

    /// <summary>Counts places of elements that are about to be held.</summary>
    /// <param name="node">The operator, or what errors call the place.</param>
    /// <param name="places">How many.</param>
    public void TakePlaces(object node, long places)
    {
        _places += places;
        if (_places > _mostPlaces)
        {
            throw Problems.At(
                node,
                Problems.Limit,
                $"the maps up to here hold more than {_mostPlaces} values in all, {PlacesPerByte} for each byte of the file and {FreePlaces}",
                "make the source network smaller"
            );
        }
    }

    /// <summary>
    /// A name for a layer of an operator: its kind and number, such as <c>conv3</c>, and another one for each further layer.
    /// </summary>
    public string NameOf(OnnxNode node, string suffix = "")
    {
        var kind = string.Concat(node.Kind[(node.Kind.LastIndexOf('.') + 1)..].ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return HelperName(string.Create(CultureInfo.InvariantCulture, $"{kind}{node.Index}{suffix}"));
    }

    /// <summary>A name for a layer that no operator stands for; a number behind it where that is taken.</summary>
    public string HelperName(string name)
    {
        var (unique, number) = (name, 1);
        while (!_names.Add(unique))
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{++number}");
        }

        return unique;
    }

    /// <summary>Adds a layer that computes what some operators do together.</summary>
    public Flow Add(ImmutableArray<OnnxNode> nodes, Layer layer, ImmutableArray<int> sides, int[] places, string became)
    {
        _layers.Add(layer);
        for (var index = 0; index < nodes.Length; index++)
        {
            // The operator that the layer is named after computes its output together with those behind it.
            Say(nodes[index], layer.Name, index == 0 ? became : $"fused into {layer.Name}", layer.Output);
        }

        return new Flow(layer.Name, layer.Output, sides, places);
    }

    /// <summary>Adds a layer that no operator of the source stands for.</summary>
    public string AddHelper(Layer layer)
    {
        _layers.Add(layer);
        return layer.Name;
    }

    /// <summary>Says that operators are gone, or that their output is another layer's.</summary>
    public void Drop(IEnumerable<OnnxNode> nodes, string became, Flow? flow = null)
    {
        foreach (var node in nodes)
        {
            Say(node, flow?.Layer, became, flow?.Map);
        }
    }

    /// <summary>Says what concerns no single operator.</summary>
    public void Note(OnnxModel model, ImmutableArray<int> sides)
    {
        var told = model.Inputs[0].Shape;
        if (told.Length > 1 && told[0] != 1)
        {
            _report.Add(
                new OperatorReport(
                    Desugaring.NoIndex,
                    "INPUT",
                    OnnxReader.Clean(model.Inputs[0].Name),
                    null,
                    $"its batch, {(told[0] < 0 ? "not fixed" : told[0])}, is taken as 1",
                    sides
                )
            );
        }

        // What is quantised here has no rounding of its own that could differ.
        if (Ties > 0 && !Calibration.FloatModel.IsFloat(model))
        {
            Say(
                "ROUNDING",
                $"{Ties} sums within a thousandth of a step of a tie can come out one step off: no multiplier rounds them to even"
            );
        }
    }

    /// <summary>Says something of the whole network.</summary>
    public void Say(string what, string became) => _report.Add(new OperatorReport(Desugaring.NoIndex, what, "", null, became, []));

    private void Say(OnnxNode node, string? layer, string became, FeatureMap? map)
    {
        // Operators that several others read are told of once.
        if (node.Index == Desugaring.NoIndex || !_told.Add(node.Outputs.IsEmpty ? "" : node.Outputs[0]))
        {
            return;
        }

        // An operator on bytes stands for its twin on numbers and the conversions around it.
        var own = source.Nodes[node.Index];
        if (layer is not null && !own.Outputs.IsEmpty)
        {
            _computed[node.Index] = (own, layer);
        }

        _report.Add(
            new OperatorReport(
                node.Index,
                own.Kind,
                own.Outputs.IsEmpty ? "" : OnnxReader.Clean(own.Outputs[0]),
                layer,
                became,
                map is { Shape: var shape } ? [1, shape.Height, shape.Width, shape.Channels] : []
            )
        );
    }
}
