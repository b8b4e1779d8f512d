using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Zoo.Trained;

namespace Striate.UnitTests.Cli;

/// <summary>Tables in windows that are too narrow for them, and in files, which have no width.</summary>
public sealed class WidthTests : IDisposable
{
    private const int LongestName = 61;

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(80, 0)]
    [InlineData(80, LongestName)]
    [InlineData(50, LongestName)]
    [InlineData(32, LongestName)]
    [InlineData(10, 0, 26)]
    public void A_window_tears_no_number(int width, int nameLength, int longestLine = 0)
    {
        var package = Package(nameLength);
        var numbers = Figures(CliRun.Of("inspect", package, "--json").Json).ToList();
        numbers.Count.ShouldBeGreaterThan(60);
        numbers.ShouldContain("12,872");
        var run = CliRun.OnTerminal(width, "inspect", package);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        Missing(run.Output, numbers).ShouldBeEmpty(run.Output);
        run.Output.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= Math.Max(width, longestLine) || !IsOfTable(line), run.Output);
    }

    [Fact]
    public void A_window_shows_every_letter_of_a_long_name()
    {
        var run = CliRun.OnTerminal(80, "inspect", Package(LongestName));
        var column = run.Output.Split('\n').Where(IsOfTable).Select(line => line.Trim().Split("  ")[0]);
        string.Concat(column).ShouldContain(NameOf("conv1", LongestName));
    }

    [Fact]
    public void A_file_has_a_line_for_each_row_however_long_the_name()
    {
        var package = Package(LongestName);
        var run = CliRun.Of("inspect", package);
        Missing(run.Output, Figures(CliRun.Of("inspect", package, "--json").Json)).ShouldBeEmpty(run.Output);
        run.Output.ShouldMatch(
            $@"\| {NameOf("conv2", LongestName)} +\| +Convolution \| +4x4x32 \| +2,304 \| +712 \| +36,864 \| +11,392 \|"
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(80)]
    public void Runs_in_deep_folders_are_compared(int? width)
    {
        var deep = Directory.CreateDirectory(Path.Combine(_folder["a"], new string('b', 120), new string('c', 120))).FullName;
        var sheet = Path.Combine(deep, "lenet.json");
        File.Copy(Path.Combine(Results.Records.Root(), "docs", "results", "lenet.json"), sheet);
        var run = width is { } window ? CliRun.OnTerminal(window, "compare", sheet) : CliRun.Of("compare", sheet);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        Missing(run.Output, ["20", "91.74", "91.64", "91.07", "91.09", "0.55", "80.86", "69.21", "59,503"]).ShouldBeEmpty(run.Output);
        if (width is null)
        {
            run.Output.ShouldContain($"| {sheet} | ");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(80)]
    public void Shares_keep_their_sign(int? width)
    {
        string[] arguments =
        [
            "verify",
            _folder.Package,
            "--strategy",
            "literal",
            "--vectors",
            "2",
            "--profile",
            _folder["p.json"],
            "--calibrations",
            _folder.NoCalibrations,
        ];
        var run = width is { } window ? CliRun.OnTerminal(window, arguments) : CliRun.Of(arguments);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        var table = run.Output[run.Output.IndexOf("hottest methods", StringComparison.Ordinal)..];
        var shares = Regex
            .Matches(table, @"(?<![\d.])(\d+\.\d\d) %")
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToList();
        shares.Sum().ShouldBe(100, 0.1, table);
        table.Split('\n').ShouldNotContain(line => line.Trim(' ', '|') == "%");
    }

    // Every line of a table begins with its border, which is blank.
    private static bool IsOfTable(string line) => line.StartsWith(' ') && !line.Contains('█');

    private static IEnumerable<string> Missing(string output, IEnumerable<string> numbers) =>
        numbers.Where(number => !Regex.IsMatch(output, $@"(?<![\d.,]){Regex.Escape(number)}(?![\d.,])"));

    // The numbers of layers and storage, as tables write them.
    private static IEnumerable<string> Figures(JsonElement inspected) =>
        Numbers(inspected.GetProperty("figures").GetProperty("layers"))
            .Concat(Numbers(inspected.GetProperty("storage")))
            .Select(number =>
                number.TryGetInt64(out var whole)
                    ? whole.ToString("N0", CultureInfo.InvariantCulture)
                    : number.GetDouble().ToString("F2", CultureInfo.InvariantCulture)
            )
            .Append(
                inspected.GetProperty("figures").GetProperty("denseParameters").GetInt64().ToString("N0", CultureInfo.InvariantCulture)
            );

    private static IEnumerable<JsonElement> Numbers(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .Where(property => property.Name is not ("output" or "kernels"))
                .SelectMany(property => Numbers(property.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
            JsonValueKind.Number => [element],
            _ => [],
        };

    private static string NameOf(string layer, int length) => layer.PadRight(length, 'x');

    private string Package(int nameLength)
    {
        var digits = TrainedNetwork.All.Single(network => network.Name == "digits").Read().Package;
        string Renamed(string name) => name == Network.InputName ? name : NameOf(name, nameLength);
        ImmutableArray<Layer> layers =
        [
            .. digits.Network.Layers.Select(layer => layer with { Name = Renamed(layer.Name), Inputs = [.. layer.Inputs.Select(Renamed)] }),
        ];
        PackageFile.Write(_folder["digits.striate"], digits with { Network = digits.Network with { Layers = layers }, Report = null });
        return _folder["digits.striate"];
    }
}
