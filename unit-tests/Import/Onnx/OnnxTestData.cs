using System.Collections.Immutable;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>What became of one of ONNX's own tests.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Kinds">The operators of its model.</param>
/// <param name="Refusal">Why it was refused; null: it passed, or it is wrong.</param>
/// <param name="Wrong">What differs; null: nothing.</param>
internal sealed record OnnxOutcome(string Name, ImmutableArray<string> Kinds, ImportProblem? Refusal, string? Wrong);

/// <summary>
/// The tests that ONNX itself brings for its operators, as Debian's package libonnx-testdata installs them: models with inputs and
/// outputs. They are not part of the project; tests without them are skipped.
/// </summary>
internal static class OnnxTestData
{
    public const string Folder = "/usr/share/libonnx-testdata/data";

    // ONNX's own tolerance.
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    public static bool IsThere => Directory.Exists(Folder);

    /// <summary>Skips a test where they are not installed.</summary>
    public static void Require() => Assert.SkipUnless(IsThere, "no ONNX tests: install libonnx-testdata");

    /// <summary>Runs every test of every group but those that only name addresses.</summary>
    public static ImmutableArray<OnnxOutcome> Run() =>
        [
            .. ((string[])["node", "pytorch-converted", "pytorch-operator", "simple"])
                .SelectMany(group => Directory.GetDirectories(Path.Combine(Folder, group)))
                .Order(StringComparer.Ordinal)
                .AsParallel()
                .AsOrdered()
                .Select(Run),
        ];

    private static OnnxOutcome Run(string folder)
    {
        var (name, kinds) = (string.Join('/', folder.Split('/')[^2..]), ImmutableArray<string>.Empty);
        try
        {
            var model = OnnxReader.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), folder);
            kinds = [.. model.Nodes.Select(node => node.Kind).Distinct().Order(StringComparer.Ordinal)];
            var wrong = Directory
                .GetDirectories(folder, "test_data_set_*")
                .Order(StringComparer.Ordinal)
                .Select(set => Differences(model, set))
                .FirstOrDefault(difference => difference is not null);
            return new OnnxOutcome(name, kinds, null, wrong);
        }
        catch (ImportException refused)
        {
            return new OnnxOutcome(name, kinds, refused.Problem, null);
        }
    }

    private static string? Differences(OnnxModel model, string set)
    {
        // What is not a tensor is refused by its operator; the values of such inputs are not looked at.
        var inputs = model
            .Inputs.Select((input, index) => (input.Name, input.Type, File: Path.Combine(set, $"input_{index}.pb")))
            .Where(input => input.Type != ElementType.None && File.Exists(input.File))
            .Select(input => KeyValuePair.Create(input.Name, TensorInfo.Of(Recorded(input.File, input.Type))))
            .ToArray();
        var problems = new List<ImportProblem>();
        var tensors = GraphEvaluation.Walk(model, inputs, problems);
        if (problems.Count > 0)
        {
            throw new ImportException(problems[0]);
        }

        return model
            .Outputs.Select(
                (output, index) =>
                    tensors.GetValueOrDefault(output.Name)?.Value is { } value
                        ? Difference(value, Recorded(Path.Combine(set, $"output_{index}.pb"), output.Type), output.Name)
                        : throw new ImportException(
                            new ImportProblem("STR1804", $"output '{output.Name}'", "it or an input is not a tensor", "export tensors")
                        )
            )
            .FirstOrDefault(difference => difference is not null);
    }

    // Recorded bfloat16 numbers say that they are uint16.
    private static Tensor Recorded(string file, ElementType type)
    {
        var tensor = OnnxReader.ReadTensor(File.ReadAllBytes(file));
        return type == ElementType.BFloat16 && tensor.Type == ElementType.UInt16
            ? Tensor.Of(
                type,
                tensor.Shape,
                [.. tensor.ToIntegers().Select(bits => (double)BitConverter.Int32BitsToSingle((int)bits << 16))]
            )
            : tensor;
    }

    private static string? Difference(Tensor actual, Tensor expected, string name)
    {
        if (actual.Type != expected.Type || !actual.Shape.SequenceEqual(expected.Shape))
        {
            return $"{name} is {actual.Type} {Extents.Text(actual.Shape)}; {expected.Type} {Extents.Text(expected.Shape)} is right";
        }

        for (var index = 0; index < actual.Length; index++)
        {
            var (value, right) = (actual.Real(index), expected.Real(index));
            var isRight = actual.IsReal
                ? value == right
                    || (double.IsNaN(value) && double.IsNaN(right))
                    || Math.Abs(value - right) <= Absolute + (Relative * Math.Abs(right))
                : actual.Integers[index] == expected.Integers[index];
            if (!isRight)
            {
                return $"{name}[{index}] is {value:R}; {right:R} is right";
            }
        }

        return null;
    }
}
