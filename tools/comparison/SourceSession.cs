using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Striate.Comparison;

/// <summary>An ONNX model in ONNX Runtime, without its optimisations, that also writes tensors from its inside.</summary>
public sealed class SourceSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _input;

    /// <param name="file">The model.</param>
    /// <param name="tensors">Names of tensors of real numbers inside it.</param>
    /// <exception cref="StriateException">ONNX Runtime does not run it.</exception>
    public SourceSession(byte[] file, IEnumerable<string> tensors)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            using var plain = new InferenceSession(file, options);

            // What comes behind a message is merged into it.
            _session = new InferenceSession([.. file, .. Outputs(tensors.Except(plain.OutputNames))], options);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"ONNX Runtime does not run the model: {refused.Message.ReplaceLineEndings(" ")}",
                refused
            );
        }

        _input = _session.InputNames[0];
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The tensors' values for one input, by name.</summary>
    /// <param name="values">In the model's own order.</param>
    /// <param name="sides">The input's extents, with a batch of 1.</param>
    public Dictionary<string, float[]> Run(float[] values, int[] sides)
    {
        using var outputs = _session.Run([NamedOnnxValue.CreateFromTensor(_input, new DenseTensor<float>(values, sides))]);
        return outputs
            .Where(output => output.Value is Tensor<float>)
            .ToDictionary(output => output.Name, output => output.AsEnumerable<float>().ToArray());
    }

    private static byte[] Outputs(IEnumerable<string> tensors)
    {
        const int Graph = 7,
            GraphOutput = 12,
            Name = 1;
        return Message(model =>
            Bytes(
                model,
                Graph,
                Message(graph =>
                {
                    foreach (var tensor in tensors)
                    {
                        Bytes(graph, GraphOutput, Message(value => Bytes(value, Name, System.Text.Encoding.UTF8.GetBytes(tensor))));
                    }
                })
            )
        );
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
    }
}
