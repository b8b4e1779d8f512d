using System.Diagnostics;
using System.Text;
using CsCheck;
using Striate.Import;
using Striate.Import.Onnx.Evaluation;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Projects;
using Striate.UnitTests.DataSets;

namespace Striate.UnitTests.Import.Onnx;

/// <summary>ONNX files as they are written, badly written, and written to do harm.</summary>
public class OnnxReaderTests
{
    // What reading takes in all: 64 bytes for each of the file, and a megabyte.
    private const long BytesPerByte = 64;
    private const long FreeBytes = 1 << 20;

    [Fact]
    public void Nodes_in_reverse_order_without_names_are_put_in_order()
    {
        var model = OnnxReader.Read(
            new OnnxBuilder().Input("x", 1, 3).Output("z", 1, 3).Node("Tanh", ["y"], ["z"]).Node("Relu", ["x"], ["y"]).Build(),
            null
        );
        model.Nodes.Select(node => node.ToString()).ShouldBe(["operator 0 Relu", "operator 1 Tanh"]);
    }

    [Fact]
    public void Initialisers_that_are_also_inputs_are_no_inputs()
    {
        var model = OnnxReader.Read(
            new OnnxBuilder { IrVersion = 3 }
                .Input("x", 2)
                .Input("w", 2)
                .Constant("w", [2], 1f, 2f)
                .Output("y", 2)
                .Node("Add", ["x", "w"], ["y"])
                .Build(),
            null
        );
        model.Inputs.Single().Name.ShouldBe("x");
        model.Constants["w"].Reals.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Names_of_500_characters_are_told_apart_and_cut_for_people()
    {
        var (first, second) = (new string('n', 500), new string('n', 499) + "m");
        var model = OnnxReader.Read(
            new OnnxBuilder()
                .Input(first, 1)
                .Output("y", 1)
                .Node(first, "", "Relu", [first], [second])
                .Node(second, "", "Missing", [second], ["y"])
                .Build(),
            null
        );
        var problems = new List<ImportProblem>();
        GraphEvaluation.Walk(model, [KeyValuePair.Create(first, new TensorInfo(ElementType.Float32, [1]))], problems);
        problems.Single().ToString().ShouldStartWith($"STR1802 operator 1 Missing '{new string('n', 64)}': ");
    }

    [Fact]
    public void Values_stand_as_bytes_or_as_numbers_of_each_type()
    {
        static Tensor Read(ElementType type, Action<Google.Protobuf.CodedOutputStream> values) =>
            OnnxReader.ReadTensor(
                OnnxBuilder.Message(output =>
                {
                    OnnxBuilder.Number(output, 1, 2);
                    OnnxBuilder.Number(output, 2, (int)type);
                    values(output);
                })
            );

        Read(ElementType.Float16, output => OnnxBuilder.Bytes(output, 9, [0x00, 0x3C, 0x00, 0xC0])).Reals.ToArray().ShouldBe([1, -2]);
        Read(
            ElementType.Float16,
            output =>
            {
                OnnxBuilder.Number(output, 5, 0x3C00);
                OnnxBuilder.Number(output, 5, 0xC000);
            }
        )
            .Reals.ToArray()
            .ShouldBe([1, -2]);
        Read(ElementType.BFloat16, output => OnnxBuilder.Bytes(output, 9, [0x80, 0x3F, 0x00, 0xC0])).Reals.ToArray().ShouldBe([1, -2]);
        Read(ElementType.Float64, output => OnnxBuilder.Bytes(output, 10, [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]))
            .Reals.ToArray()
            .ShouldBe([1, -2]);
        Read(ElementType.Int8, output => OnnxBuilder.Bytes(output, 9, [1, 0xFE])).Integers.ToArray().ShouldBe([1, -2]);
        Read(ElementType.UInt8, output => OnnxBuilder.Bytes(output, 5, [1, 0xFE, 1])).Integers.ToArray().ShouldBe([1, 254]);
        Read(ElementType.Int64, output => OnnxBuilder.Bytes(output, 7, [1, 2])).Integers.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Weights_in_a_file_beside_the_model_are_read()
    {
        using var folder = new OwnFolder();
        File.WriteAllBytes(Path.Combine(folder.Root, "weights.bin"), [9, 9, 9, 9, .. OnnxBuilder.Floats(1, 2)]);
        OnnxReader.Read(External("weights.bin", 4, 8), folder.Root).Constants["w"].Reals.ToArray().ShouldBe([1, 2]);
        OnnxReader.Read(External("weights.bin", 4, null), folder.Root).Constants["w"].Reals.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Weights_that_are_absent_empty_short_or_outside_the_folder_are_refused()
    {
        using var folder = new OwnFolder();
        File.WriteAllBytes(Path.Combine(folder.Root, "empty.bin"), []);
        File.WriteAllBytes(Path.Combine(folder.Root, "short.bin"), new byte[7]);
        Refused(External("absent.bin", null, null), folder.Root)
            .ShouldContain("initialiser 'w' stands in 'absent.bin', which is not there; copy the file with the weights beside the model");
        Refused(External("empty.bin", 0, 8), folder.Root).ShouldContain("takes 8 bytes at 0 of 'empty.bin', which has 0");
        Refused(External("short.bin", null, null), folder.Root).ShouldContain("initialiser 'w' has 7 bytes; its shape [2] takes 8");
        Refused(External("short.bin", 8, null), folder.Root).ShouldContain("at 8 of 'short.bin'");
        foreach (var outside in (string[])["../weights.bin", "/etc/passwd", "a/../../b", "", "a\0b", "."])
        {
            Refused(External(outside, null, null), folder.Root).ShouldStartWith("STR1801 file: initialiser 'w' stands in '");
        }

        Refused(External("short.bin", null, null), null).ShouldContain("is not a file within the model's folder");
    }

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        using var folder = new OwnFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Root, "link.bin"), "/dev/zero");
        Refused(External("link.bin", null, null), folder.Root).ShouldContain("which is a link");

        // Neither is a folder that is one.
        using var other = new OwnFolder();
        File.WriteAllBytes(Path.Combine(other.Root, "weights.bin"), OnnxBuilder.Floats(1, 2));
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "sub"), other.Root);
        Refused(External("sub/weights.bin", null, null), folder.Root)
            .ShouldContain("stands in 'sub/weights.bin', which is a link, or behind one");
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have names on Linux");
        using var folder = new OwnFolder();
        var pipe = Path.Combine(folder.Root, "pipe.npy");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
            make.ExitCode.ShouldBe(0);
        }

        Refused(External("pipe.npy", null, null), folder.Root).ShouldContain("initialiser 'w' has 0 bytes; its shape [2] takes 8");
        Should
            .Throw<ImportException>(() => ModelImporter.Import(pipe, ImportOptions.Default))
            .Message.ShouldBe($"{pipe}: STR1801 file: it is empty, or a pipe or a device; name a file that holds a model");
        Should
            .Throw<FileException>(() => CalibrationData.With(ImportOptions.Default, pipe))
            .Problem.ShouldStartWith("is empty, or a pipe or a device");
    }

    [Fact]
    public void Refusals_are_one_line_whatever_the_file_holds()
    {
        var (name, sides) = (new string('n', 500), Enumerable.Repeat(7, 10_000).ToArray());
        foreach (
            var file in (byte[][])
                [
                    new OnnxBuilder().Input(name, sides).Output("y", 1).Node(name, name, name, [name], ["y"]).Build(),
                    new OnnxBuilder().Input(name, 1, 4).Output("y", 1).Node(name, name, name, [name], ["y"], (name, 1)).Build(),
                    new OnnxBuilder().Input(name, 1, 4).Output("y", 1).Node("Squeeze", [name], ["y"], ("axes", sides)).Build(),
                    new OnnxBuilder().Input(name, 1, 4).Output("y", 1).Node("Transpose", [name], ["y"], ("perm", sides)).Build(),
                    new OnnxBuilder().Input(name, 1, 1, 4).Output("y", 1).Node("MaxPool", [name], ["y"], ("kernel_shape", sides)).Build(),
                    new OnnxBuilder()
                        .Input(name, 1, 4)
                        .Output("y", 1)
                        .Constant("sides", [.. sides.Select(side => (long)side)])
                        .Node("Reshape", [name, "sides"], ["y"])
                        .Build(),
                    new OnnxBuilder()
                        .Input(name, 1, 4)
                        .Output("y", 1)
                        .Constant("sides", [.. sides.Select(side => (long)side)])
                        .Node("ConstantOfShape", ["sides"], ["y"])
                        .Build(),
                ]
        )
        {
            var line = Should.Throw<ImportException>(() => ModelImporter.Import(file, ImportOptions.Default).Required()).Message;
            line.Length.ShouldBeLessThan(600, line);
        }
    }

    [Fact]
    public void Functions_that_a_file_defines_are_refused_by_name()
    {
        var file = new OnnxBuilder()
            .Input("x", 1)
            .Output("y", 1)
            .Domain("my.own", 1)
            .Function("my.own", "Block")
            .Node("first", "my.own", "Block", ["x"], ["y"])
            .Build();
        Refused(file)
            .ShouldBe(
                "STR1802 operator 0 my.own.Block: it is a function that the file itself defines; "
                    + "export the model again with functions inlined (onnx.inliner.inline_local_functions)"
            );
    }

    [Fact]
    public void Wrong_graphs_are_refused()
    {
        Refused(new OnnxBuilder().Input("x", 1).Node("Relu", ["a"], ["b"]).Node("Relu", ["b"], ["a"]).Build())
            .ShouldContain("which no operator before it writes");
        Refused(new OnnxBuilder().Input("x", 1).Node("Relu", ["missing"], ["b"]).Build())
            .ShouldContain("it reads tensor 'missing', which no operator before it writes");
        Refused(new OnnxBuilder().Input("x", 1).Node("Relu", ["x"], ["b"]).Node("Relu", ["x"], ["b"]).Build())
            .ShouldContain("tensor 'b' is written twice");
        Refused(new OnnxBuilder { Opset = 23 }.Build())
            .ShouldContain("opset 23; 1..22 are known; export the model again with opset 22 or older");
        Refused(new OnnxBuilder().Constant(OnnxBuilder.Tensor("w", ElementType.Float32, [int.MaxValue, int.MaxValue], [])).Build())
            .ShouldContain("initialiser 'w' is [2147483647, 2147483647]; at most 16777216 values are allowed");
        Refused(new OnnxBuilder().Constant(OnnxBuilder.Tensor("w", ElementType.Text, [1], [])).Build())
            .ShouldStartWith("STR1804 initialiser 'w': its elements are of type 8");
    }

    [Theory]
    [InlineData("Clip", 10, 13, "min")]
    [InlineData("Pad", 10, 13, "pads")]
    [InlineData("Slice", 9, 13, "starts")]
    [InlineData("Squeeze", 12, 13, "axes")]
    [InlineData("Unsqueeze", 12, 13, "axes")]
    [InlineData("ReduceMean", 17, 18, "axes")]
    public void Operands_that_were_attributes_before_an_opset_are_one_or_the_other(string kind, int older, int newer, string attribute)
    {
        Walked(new OnnxBuilder { Opset = older }.Node(kind, ["x", "c"], ["y"]))
            .ShouldStartWith($"STR1803 operator 0 {kind}: 2 operands at opset {older}; ");
        Walked(new OnnxBuilder { Opset = newer }.Node(kind, ["x", "c"], ["y"], (attribute, new[] { 1 })))
            .ShouldStartWith($"STR1803 operator 0 {kind}: its attribute '{attribute}' is not known at opset {newer}");

        static string Walked(OnnxBuilder onnx)
        {
            var problems = new List<ImportProblem>();
            GraphEvaluation.Walk(
                OnnxReader.Read(onnx.Input("x", 1, 4).Output("y", 1).Constant("c", 1).Build(), null),
                [KeyValuePair.Create("x", new TensorInfo(ElementType.Float32, [1, 4]))],
                problems
            );
            return problems.Single().ToString();
        }
    }

    [Fact]
    public void A_million_operators_are_refused_in_bounded_memory()
    {
        var node = OnnxBuilder.Message(output => OnnxBuilder.Text(output, 4, "Relu"));
        var graph = OnnxBuilder.Message(output =>
        {
            for (var index = 0; index < 1_000_000; index++)
            {
                OnnxBuilder.Bytes(output, 1, node);
            }
        });
        ReadOrRefused(
                OnnxBuilder.Message(output =>
                {
                    OnnxBuilder.Number(output, 1, 8);
                    OnnxBuilder.Bytes(output, 7, graph);
                })
            )
            .ShouldContain("more than 65536 operators");
    }

    [Fact]
    public void Messages_within_messages_do_not_fill_the_stack()
    {
        // A type of a tensor is the only message that can hold itself where this reader looks: unknown ones are skipped.
        var bytes = Encoding.ASCII.GetBytes("x");
        for (var depth = 0; depth < 20_000; depth++)
        {
            bytes = OnnxBuilder.Message(output => OnnxBuilder.Bytes(output, 6, bytes));
            bytes = bytes.Length > 60_000 ? bytes[..10] : bytes;
        }

        var attribute = OnnxBuilder.Message(output =>
        {
            OnnxBuilder.Text(output, 1, "body");
            OnnxBuilder.Bytes(output, 6, bytes);
        });
        ReadOrRefused(new OnnxBuilder().Input("x", 1).Node("Loop", ["x"], ["y"], ("body", attribute)).Build());
    }

    [Fact]
    public void A_file_cut_off_anywhere_or_with_any_bit_changed_is_read_or_refused()
    {
        var file = Sample();
        for (var place = 0; place < file.Length; place++)
        {
            ReadOrRefused(file[..place]);
            var changed = file.ToArray();
            changed[place] ^= (byte)(1 << (place % 8));
            ReadOrRefused(changed);
        }
    }

    [Fact]
    public void Random_bytes_in_a_file_are_read_or_refused()
    {
        var file = Sample();
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte)
            .Array[1, 6]
            .Sample(
                changes =>
                {
                    var changed = file.ToArray();
                    foreach (var (place, value) in changes)
                    {
                        changed[place] = value;
                    }

                    ReadOrRefused(changed);
                },
                iter: 3000
            );
    }

    private static byte[] Sample() =>
        new OnnxBuilder()
            .Input("x", 1, 2, 5, 5)
            .Output("y", 1, 3)
            .Constant("w", [3, 2, 3, 3], [.. Enumerable.Range(0, 54).Select(value => value / 10f)])
            .Constant("shape", 1, -1)
            .Node(
                "conv",
                "",
                "Conv",
                ["x", "w"],
                ["a"],
                ("pads", new[] { 1, 1, 1, 1 }),
                ("strides", new[] { 2, 2 }),
                ("auto_pad", "NOTSET")
            )
            .Node("Clip", ["a"], ["b"])
            .Node("GlobalAveragePool", ["b"], ["c"])
            .Node("Reshape", ["c", "shape"], ["d"])
            .Node("Softmax", ["d"], ["y"], ("axis", -1))
            .Build();

    private static byte[] External(string location, int? offset, int? length) =>
        new OnnxBuilder().Constant(OnnxBuilder.External("w", ElementType.Float32, [2], location, offset, length)).Build();

    private static string Refused(byte[] file, string? folder = null) =>
        Should.Throw<ImportException>(() => OnnxReader.Read(file, folder)).Message;

    /// <summary>The refusal, or nothing; in bounded memory, and in one line.</summary>
    private static string ReadOrRefused(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = "";
        try
        {
            var model = OnnxReader.Read(file, null);
            var problems = new List<ImportProblem>();
            GraphEvaluation.Walk(
                model,
                model
                    .Inputs.Where(input =>
                        !input.Shape.IsDefault && input.Shape.Length < 9 && input.Shape.All(side => side is > 0 and < 100)
                    )
                    .Select(input => KeyValuePair.Create(input.Name, new TensorInfo(input.Type, input.Shape)))
                    .DistinctBy(pair => pair.Key),
                problems
            );
            message = problems.Count > 0 ? problems[0].ToString() : "";
        }
        catch (ImportException refused)
        {
            message = refused.Message;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((BytesPerByte * file.Length) + FreeBytes);
        message.Any(char.IsControl).ShouldBeFalse(message);
        message.Length.ShouldBeLessThan(1000);
        return message;
    }
}
