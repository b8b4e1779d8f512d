using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Import;
using Striate.Import.Onnx.Exporting;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Zoo;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>
/// Packages as ONNX: ONNX Runtime, without its optimisations, gives the integer reference's outputs, and the importer gives the package
/// back.
/// </summary>
public class OnnxExportTests
{
    private const int QuickNetworks = 60;
    private const int AllNetworks = 1000;
    private const int Inputs = 2;

    public static TheoryData<string> QuickNetworksOfTheZoo => new(Zoo(true));

    public static TheoryData<string> OtherNetworksOfTheZoo => new(Zoo(false));

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(QuickNetworksOfTheZoo))]
    public void Quick_networks_of_the_zoo_give_the_reference_s_outputs(string name) => Compare(NetworkOfTheZoo(name), 1);

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(OtherNetworksOfTheZoo))]
    public void Other_networks_of_the_zoo_give_the_reference_s_outputs(string name) => Compare(NetworkOfTheZoo(name), 1);

    [Fact]
    public void Random_networks_give_the_reference_s_outputs() => CompareRandom(0, QuickNetworks);

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_thousand_random_networks_give_the_reference_s_outputs() => CompareRandom(QuickNetworks, AllNetworks);

    [Fact]
    public void A_random_network_comes_back_from_the_QDQ_form()
    {
        for (var seed = 0; seed < QuickNetworks; seed++)
        {
            var network = NetworkFuzz.NetworkOf((ulong)seed);
            var again = ModelImporter
                .Import(ModelExporter.QdqForm(new ModelPackage(network, null, [])), ImportOptions.Default)
                .Required()
                .Network;
            Bytes(again).ShouldBe(Bytes(network), $"seed {seed}");
        }
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData("motion1d-int8")]
    [InlineData("lenet-int8")]
    [InlineData("dscnn-int4")]
    public void The_QDQ_form_is_one_step_off_at_most_places(string name)
    {
        const int Samples = 4;
        var network = NetworkOfTheZoo(name);
        using var session = OnnxRuntimeTests.Session(ModelExporter.QdqForm(new ModelPackage(network, null, [])), null);
        var (random, shape, error, power) = (new Random(3), network.Input.Shape, 0.0, 0.0);
        for (var sample = 0; sample < Samples; sample++)
        {
            byte[] bytes =
            [
                .. Enumerable
                    .Range(0, shape.Length)
                    .Select(_ => (byte)random.Next(network.Input.Type.Minimum, network.Input.Type.Maximum + 1)),
            ];
            var real = new float[bytes.Length];
            for (var index = 0; index < bytes.Length; index++)
            {
                var value = network.Input.Type.Signed ? (sbyte)bytes[index] : (int)bytes[index];
                real[(index % shape.Channels * shape.Height * shape.Width) + (index / shape.Channels)] = (float)(
                    (value - network.Input.ZeroPoint) * network.Input.Scale
                );
            }

            using var outputs = session.Run([
                NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(real, [1, shape.Channels, shape.Height, shape.Width])),
            ]);
            var (actual, expected) = (outputs.Single().AsEnumerable<float>().ToArray(), ReferenceExecutor.Run(network, bytes).Logits);
            for (var index = 0; index < actual.Length; index++)
            {
                var right = (expected[index] - network.Logits.ZeroPoint) * network.Logits.Scale;
                error += Math.Pow(actual[index] - right, 2);
                power += right * right;
            }
        }

        (10 * Math.Log10(power / error)).ShouldBeGreaterThan(30);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_file_that_was_changed_is_refused_or_taken_as_what_it_computes()
    {
        var network = NetworkFuzz.NetworkOf(3);
        var (file, refused, taken) = (ModelExporter.IntegerForm(new ModelPackage(network, null, [])), 0, 0);
        byte[] input =
        [
            .. Enumerable
                .Range(0, network.Input.Shape.Length)
                .Select(index => (byte)(network.Input.Type.Minimum + (index * 37 % (int)network.Input.Type.Values))),
        ];
        for (var place = 0; place < file.Length; place += 11)
        {
            var changed = file.ToArray();
            changed[place] ^= (byte)(1 << (place % 8));
            if (Imported(changed) is not { } again)
            {
                refused++;
                continue;
            }

            // A weight or a constant is another one, or a note for people; what of operators is not read may keep the runtime from loading
            // it.
            if (Loaded(changed) is { } session)
            {
                using var own = session;
                Run(own, again, input).ShouldBe(ReferenceExecutor.Run(again, input).Logits.ToArray(), $"place {place}");
                taken++;
            }
        }

        refused.ShouldBeGreaterThan(taken);
        taken.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_scale_of_the_QDQ_form_that_was_changed_is_refused()
    {
        var package = new ModelPackage(NetworkOfTheZoo("conv16-int8"), null, []);
        var file = ModelExporter.QdqForm(package);
        var name = Encoding.ASCII.GetBytes($"{package.Network.Layers[0].Name}/weightsScale");
        var places = Enumerable
            .Range(0, file.Length - name.Length)
            .Where(place => file.AsSpan(place, name.Length).SequenceEqual(name))
            .ToArray();
        places.Length.ShouldBe(2);

        // Behind the constant's name stand a tag, a length of two bytes at most, and the first scale.
        file[places[^1] + name.Length + 5] ^= 0x10;
        Should
            .Throw<ImportException>(() => ModelImporter.Import(file, ImportOptions.Default))
            .Message.ShouldStartWith("STR1815 file: it says that it is an exported package, and is not as one is exported: constant '");
    }

    private static InferenceSession? Loaded(byte[] file)
    {
        try
        {
            return OnnxRuntimeTests.Session(file, null);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    private static Network? Imported(byte[] file)
    {
        try
        {
            var result = ModelImporter.Import(file, ImportOptions.Default);
            result.Problems.ShouldAllBe(problem => problem.Number.StartsWith("STR18"));
            return result.Operators.Any(one => one.Became == "taken over as it was exported") ? result.Package?.Network : null;
        }
        catch (ImportException refusal)
        {
            refusal.Message.ShouldStartWith("STR18");
            refusal.Message.Any(char.IsControl).ShouldBeFalse(refusal.Message);
            return null;
        }
    }

    [Fact]
    public void Names_of_classes_come_back()
    {
        var network = NetworkOfTheZoo("motion1d-int8");
        network = network with { Labels = [.. Enumerable.Range(0, network.Logits.Shape.Length).Select(label => $"class {label}")] };
        var result = ModelImporter.Import(
            ModelExporter.IntegerForm(new ModelPackage(network, null, [])),
            ImportOptions.Default with
            {
                Labels = [],
            }
        );
        result.Required().Network.Labels.ShouldBe(network.Labels);
        result.Required().Network.Name.ShouldBe(network.Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-128)]
    [InlineData(7)]
    public void The_input_contract_comes_back(int zeroPoint)
    {
        var network = NetworkOfTheZoo("motion1d-int8");
        network = network with { Input = network.Input with { Type = IntegerType.Int8, ZeroPoint = zeroPoint } };
        var contract = new InputContract(
            "signal",
            [
                .. Enumerable
                    .Range(0, network.Input.Shape.Channels)
                    .Select(channel => new InputChannel($"axis {channel}", 0.01, 3 * channel, 9000 + channel, 12)),
            ],
            50,
            "m/s^2"
        );
        var package = new ModelPackage(network, null, [])
        {
            OptionalParts = [new OptionalPart(OptionalPartNames.InputContract, contract.Format())],
        };
        foreach (var file in new[] { ModelExporter.IntegerForm(package), ModelExporter.QdqForm(package) })
        {
            var again = ModelImporter.Import(file, ImportOptions.Default).Required();
            again
                .OptionalParts.Single(part => part.Name == OptionalPartNames.InputContract)
                .Content.ShouldBe(package.OptionalParts[0].Content);
            Bytes(again.Network).ShouldBe(Bytes(network));
            Should
                .Throw<ImportException>(() =>
                    ModelImporter.Import(file, ImportOptions.Default with { Preparation = InputPreparation.None })
                )
                .Message.ShouldStartWith(
                    "STR1814 calibration: the model is an exported package, which itself says how readings become its input"
                );
        }
    }

    private static void CompareRandom(int first, int count)
    {
        var kinds = new HashSet<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            var network = NetworkFuzz.NetworkOf((ulong)seed);
            kinds.UnionWith(network.Layers.Select(layer => layer.GetType().Name));
            Compare(network, Inputs, $"seed {seed}");
        }

        // Every kind of layer has been there.
        kinds.Count.ShouldBe(12, string.Join(", ", kinds));
    }

    private static void Compare(Network network, int inputs, string what = "")
    {
        var file = ModelExporter.IntegerForm(new ModelPackage(network, null, []));
        using var session = OnnxRuntimeTests.Session(file, null);
        var random = new Random(11);
        for (var input = 0; input < inputs; input++)
        {
            byte[] bytes =
            [
                .. Enumerable
                    .Range(0, network.Input.Shape.Length)
                    .Select(_ => (byte)random.Next(network.Input.Type.Minimum, network.Input.Type.Maximum + 1)),
            ];
            Run(session, network, bytes).ShouldBe(ReferenceExecutor.Run(network, bytes).Logits.ToArray(), what);
        }

        var again = ModelImporter.Import(file, ImportOptions.Default).Required().Network;
        Bytes(again).ShouldBe(Bytes(network), what);
    }

    /// <summary>ONNX Runtime's outputs in the order of the network.</summary>
    private static int[] Run(InferenceSession session, Network network, byte[] bytes)
    {
        var (shape, output) = (network.Input.Shape, network.Logits.Shape);
        int[] sides = [1, shape.Channels, shape.Height, shape.Width];
        var planes = new byte[bytes.Length];
        for (var index = 0; index < bytes.Length; index++)
        {
            planes[(index % shape.Channels * shape.Height * shape.Width) + (index / shape.Channels)] = bytes[index];
        }

        using var outputs = session.Run([
            network.Input.Type.Signed
                ? NamedOnnxValue.CreateFromTensor("input", new DenseTensor<sbyte>((sbyte[])(Array)planes, sides))
                : NamedOnnxValue.CreateFromTensor("input", new DenseTensor<byte>(planes, sides)),
        ]);
        int[] values = network.Logits.Type switch
        {
            { Bits: > 8 } => [.. outputs.Single().AsEnumerable<int>()],
            { Signed: true } => [.. outputs.Single().AsEnumerable<sbyte>().Select(value => (int)value)],
            _ => [.. outputs.Single().AsEnumerable<byte>().Select(value => (int)value)],
        };
        var result = new int[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            result[index] = values[(index % output.Channels * output.Height * output.Width) + (index / output.Channels)];
        }

        return result;
    }

    private static IEnumerable<string> Zoo(bool areQuick) =>
        ZooNetwork
            .All.Where(network => (network.Architecture is "conv16" or "motion1d" or "lenet" or "denseblock") == areQuick)
            .Select(network => network.Name);

    private static Network NetworkOfTheZoo(string name) => ZooNetwork.Find(name).Single(network => network.Name == name).Make();

    private static byte[] Bytes(Network network) => PackageFile.Format(new ModelPackage(network, null, []), "network");
}
