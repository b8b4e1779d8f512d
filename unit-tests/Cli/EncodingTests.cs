using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>What is printed is UTF-8 wherever a file or another program takes it.</summary>
public sealed class EncodingTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--json")]
    [InlineData(null)]
    public async Task Redirected_output_is_utf8_on_a_latin_console(string? option)
    {
        var (bytes, _) = await RunAsync(["inspect", _folder.Package, .. option is null ? Array.Empty<string>() : [option]]);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        text[0].ShouldBe(option is null ? 's' : '{');
        text.ShouldContain(option is null ? "█" : "\"ü\"");
    }

    [Fact]
    public async Task So_is_the_line_of_an_error()
    {
        var (_, bytes) = await RunAsync(["inspect", _folder["fehlt-für-immer.striate"]]);
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).ShouldContain("fehlt-für-immer.striate");
    }

    [Fact]
    public async Task Json_on_a_latin_terminal_is_ascii()
    {
        using var bytes = new MemoryStream();
        await using var latin = new StreamWriter(bytes, Encoding.Latin1) { AutoFlush = true };
        await CommandLine.RunAsync(
            ["inspect", _folder.Package, "--json"],
            new Terminal(latin, TextWriter.Null, IsOutputTerminal: true, IsErrorTerminal: false),
            TestContext.Current.CancellationToken
        );
        bytes.ToArray().ShouldAllBe(value => value < 128);
        using var json = JsonDocument.Parse(bytes.ToArray());
        json.RootElement.GetProperty("labels")[2].GetString().ShouldBe("ü");
    }

    private static async Task<(byte[] Output, byte[] Error)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(CliProcess.Dotnet(), [Path.Combine(AppContext.BaseDirectory, "striate.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "de_DE.ISO-8859-1" },
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken),
            process.StandardError.BaseStream.CopyToAsync(error, TestContext.Current.CancellationToken)
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (output.ToArray(), error.ToArray());
    }
}
