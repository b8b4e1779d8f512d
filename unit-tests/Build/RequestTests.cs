using CsCheck;
using Striate.Build;
using Striate.Codegen;
using Striate.Platform;

namespace Striate.UnitTests.Build;

/// <summary>What a build asks for, and how it hears what is wrong.</summary>
public sealed class RequestTests : IDisposable
{
    private const string Whole =
        "generator=/packages/1/g.dll\nmodel=/m/digits.striate\nout=/o\nlist=/o/files.txt\ninputs=/o/inputs.txt\nrefusal=/o/refusal.txt\nproject=/m\nmodels=/o/models.txt\nframework=.NETCoreApp\nboard=\nstrategy=Table\nnamespace=My.Model\nmax-flash=64K\nmax-heap=\nmax-il=\nhop=\nclass=\ninstances=\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-request-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Its_lines_are_options_of_the_generator()
    {
        var request = Read(Whole);
        (request.Model, request.Output, request.List, request.Inputs).ShouldBe(
            ("/m/digits.striate", "/o", "/o/files.txt", "/o/inputs.txt")
        );
        (request.Project, request.Models, request.IsForDevices).ShouldBe(("/m", "/o/models.txt", false));
        request.Options.ShouldBe(new GeneratorOptions(Strategy.Table, "My.Model", Targets.Default, new Budgets(null, null, 65536)));
    }

    [Fact]
    public void A_project_of_nanoFramework_is_for_devices() =>
        Read(Whole.Replace(".NETCoreApp", ".NETnanoFramework", StringComparison.Ordinal)).IsForDevices.ShouldBeTrue();

    [Fact]
    public void A_hop_is_the_generators() => Read(Whole.Replace("hop=", "hop=16", StringComparison.Ordinal)).Options.Hop.ShouldBe(16);

    [Fact]
    public void A_class_and_instances_are_the_generators()
    {
        var options = Read(
            Whole
                .Replace("class=", "class=Gestures", StringComparison.Ordinal)
                .Replace("instances=", "instances=true", StringComparison.Ordinal)
        ).Options;
        (options.ClassName, options.HasInstances).ShouldBe(("Gestures", true));
    }

    [Theory]
    [InlineData("instances=", "instances=many", "Instances 'many' is neither true nor false", ErrorKind.Usage)]
    [InlineData("hop=", "hop=0", "Hop '0' is not a number of steps", ErrorKind.Usage)]
    [InlineData("strategy=Table", "strategy=fast", "there is no strategy 'fast'", ErrorKind.Usage)]
    [InlineData("board=", "board=esp99", "there is no target 'esp99'", ErrorKind.Usage)]
    [InlineData("max-flash=64K", "max-flash=much", "MaxFlash 'much' is not a size", ErrorKind.Usage)]
    [InlineData("model=/m/digits.striate\n", "", "has no 'model'", ErrorKind.BadFile)]
    [InlineData("max-il=", "max-il", "'max-il' is not one of the lines", ErrorKind.BadFile)]
    [InlineData("max-il=", "max-heap=", "'max-heap=' is not one of the lines", ErrorKind.BadFile)]
    public void What_is_wrong_is_one_line(string from, string to, string part, ErrorKind kind)
    {
        Whole.ShouldContain(from);
        var refused = Should.Throw<StriateException>(() => Read(Whole.Replace(from, to, StringComparison.Ordinal)));
        refused.Message.ShouldContain(part);
        refused.Message.ShouldNotContain("\n");
        refused.Kind.ShouldBe(kind);
    }

    [Fact]
    public void A_damaged_request_is_refused_or_read() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Char)
            .Sample(
                change =>
                {
                    var text = Whole.Remove(change.Item1, 1).Insert(change.Item1, change.Item2.ToString());
                    try
                    {
                        Read(text);
                    }
                    catch (StriateException)
                    {
                        // A line says what is wrong.
                    }
                },
                iter: 300,
                threads: 1
            );

    [Theory]
    [InlineData(
        "/m/a.onnx",
        "/m/a.onnx: STR1802 op 'x': no such operator; leave it out",
        ErrorKind.BadFile,
        "STR1802: op 'x': no such operator; leave it out"
    )]
    [InlineData("/m/a.onnx", "/m/a.onnx: STR1805 file: it is a float model", ErrorKind.BadFile, "STR1805: it is a float model")]
    [InlineData(
        "/m/a.striate",
        "STR1703 network 'a': more than --max-flash ([budget] max-flash)\nallows",
        ErrorKind.CheckFailed,
        "STR1703: network 'a': more than MaxFlash allows"
    )]
    [InlineData("/m/a.striate", "there is no strategy 'fast'", ErrorKind.Usage, "STR1901: there is no strategy 'fast'")]
    [InlineData("/m/a.striate", "/m/a.striate: file: it was cut off", ErrorKind.BadFile, "STR1902: it was cut off")]
    [InlineData("/m/a.striate", "lost a map", ErrorKind.Internal, "STR1904: lost a map")]
    public void Errors_are_a_number_and_a_text(string file, string message, ErrorKind kind, string line) =>
        Striate.Build.Program.Line(file, Striate.Build.Program.NumberOf(new StriateException(kind, message)), message).ShouldBe(line);

    private Request Read(string text)
    {
        var path = Path.Combine(_folder, "request.txt");
        File.WriteAllText(path, text);
        return Request.Read(path);
    }
}
