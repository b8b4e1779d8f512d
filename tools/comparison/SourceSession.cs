using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Striate.Comparison;

/// <summary>An ONNX model in ONNX Runtime, without its optimisations, that also writes tensors from its inside.</summary>
public sealed class SourceSession : IDisposable
{
    private const string Library = "onnxruntime";

    private readonly InferenceSession _session;
    private readonly string _input;

    /// <param name="file">The model.</param>
    /// <param name="folder">Where files with its weights may stand; null: nowhere.</param>
    /// <param name="tensors">Names of tensors inside it.</param>
    /// <exception cref="StriateException">ONNX Runtime does not run it.</exception>
    public SourceSession(byte[] file, string? folder, IEnumerable<string> tensors)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (folder is not null)
        {
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        }

        try
        {
            using var plain = new InferenceSession(file, options);

            // What comes behind a message is merged into it.
            _session = new InferenceSession([.. file, .. Outputs([.. tensors.Except(plain.OutputNames)])], options);
            Output = plain.OutputNames[0];
        }
        catch (OnnxRuntimeException refused)
        {
            throw Refused(refused);
        }

        _input = _session.InputNames[0];
    }

    /// <summary>Name of the model's first output.</summary>
    public string Output { get; }

    /// <summary>Extents of the model's input; -1: not fixed.</summary>
    public IReadOnlyList<int> Sides => _session.InputMetadata[_input].Dimensions;

    /// <summary>What integers of the model's input are more than those of a package.</summary>
    public int InputOffset => _session.InputMetadata[_input].ElementDataType == TensorElementType.UInt8 ? 128 : 0;

    /// <summary>Whether ONNX Runtime is here: programs that are built from the sources have it, packed ones have not.</summary>
    public static bool IsAvailable => NativeLibrary.TryLoad(Library, typeof(InferenceSession).Assembly, null, out _);

    public void Dispose() => _session.Dispose();

    /// <summary>
    /// The tensors' values for one input, by name; those of other types than float32, int8, uint8 and int32 are left out.
    /// </summary>
    /// <param name="values">In the model's own order.</param>
    /// <param name="sides">The input's extents.</param>
    /// <exception cref="StriateException">The model does not read that, or fails.</exception>
    public Dictionary<string, SourceValues> Run(float[] values, int[] sides)
    {
        try
        {
            using var outputs = _session.Run([InputOf(values, sides)]);
            return outputs
                .Select(output => (output.Name, Values: ValuesOf(output.Value)))
                .Where(output => output.Values is not null)
                .ToDictionary(output => output.Name, output => output.Values!);
        }
        catch (OnnxRuntimeException refused)
        {
            throw Refused(refused);
        }
    }

    private static StriateException Refused(OnnxRuntimeException refused) =>
        new(
            ErrorKind.BadFile,
            $"ONNX Runtime does not run the model: {refused.Message.ReplaceLineEndings(" ")}; leave out --compare, or export the model again",
            refused
        );

    // Numbers of a model that reads bytes are the bytes.
    private NamedOnnxValue InputOf(float[] values, int[] sides) =>
        _session.InputMetadata[_input].ElementDataType switch
        {
            TensorElementType.Int8 => NamedOnnxValue.CreateFromTensor(
                _input,
                new DenseTensor<sbyte>(Array.ConvertAll(values, value => (sbyte)value), sides)
            ),
            TensorElementType.UInt8 => NamedOnnxValue.CreateFromTensor(
                _input,
                new DenseTensor<byte>(Array.ConvertAll(values, value => (byte)value), sides)
            ),
            TensorElementType.Double => NamedOnnxValue.CreateFromTensor(
                _input,
                new DenseTensor<double>(Array.ConvertAll(values, value => (double)value), sides)
            ),
            TensorElementType.Float16 => NamedOnnxValue.CreateFromTensor(
                _input,
                new DenseTensor<Float16>(Array.ConvertAll(values, value => (Float16)value), sides)
            ),
            _ => NamedOnnxValue.CreateFromTensor(_input, new DenseTensor<float>(values, sides)),
        };

    private static SourceValues? ValuesOf(object value) =>
        value switch
        {
            Tensor<float> reals => new SourceValues([.. reals.Select(one => (double)one)], null),
            Tensor<double> reals => new SourceValues([.. reals], null),
            Tensor<Float16> reals => new SourceValues([.. reals.Select(one => (double)(float)one)], null),
            Tensor<sbyte> bytes => new SourceValues([.. bytes.Select(one => (double)one)], 0),
            Tensor<byte> bytes => new SourceValues([.. bytes.Select(one => (double)one)], 128),
            Tensor<int> sums => new SourceValues([.. sums.Select(one => (double)one)], 0),
            _ => null,
        };

    /// <summary>A model that holds nothing but a graph whose outputs are tensors of those names, as Protobuf writes it.</summary>
    private static byte[] Outputs(string[] tensors)
    {
        const int Graph = 7,
            GraphOutput = 12,
            Name = 1;
        return tensors.Length == 0
            ? []
            : Field(Graph, [.. tensors.SelectMany(tensor => Field(GraphOutput, Field(Name, Encoding.UTF8.GetBytes(tensor))))]);
    }

    // The number of the field and that its content has a length, the length in groups of 7 bits, the content.
    private static byte[] Field(int number, byte[] content)
    {
        const int LengthDelimited = 2;
        var bytes = new List<byte> { (byte)((number << 3) | LengthDelimited) };
        for (var rest = content.Length; ; rest >>= 7)
        {
            bytes.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)));
            if (rest <= 0x7f)
            {
                return [.. bytes, .. content];
            }
        }
    }
}

/// <summary>Values of a tensor, in the model's own order.</summary>
/// <param name="Numbers">Real numbers, or integers.</param>
/// <param name="Offset">Of integers, what they are more than those of a package: 128 of uint8, else 0; null: they are real numbers.</param>
public sealed record SourceValues(double[] Numbers, int? Offset);
