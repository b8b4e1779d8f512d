using Striate.Board.Links;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Model.Packaging;

namespace Striate.EmulatorTests;

/// <summary>The firmware with an end, or with inferences that take memory.</summary>
internal static class LeakyFirmware
{
    private const int SeenBytes = 60_000;

    /// <summary>Each inference makes an object that nothing refers to afterwards.</summary>
    public const string Allocating = "Kept = new object[1]; Kept = null;";

    /// <summary>Each inference makes an object that stays.</summary>
    public const string Keeping = "Kept = new object[] { Kept };";

    /// <summary>Keeps every input that is classified, and takes as long as a loop of so many turns.</summary>
    public static string Watching(int turns) =>
        $"if (isClassified) {{ System.Array.Copy(input, 0, Log, At, input.Length); At += input.Length; for (int i = 0; i < {turns}; i++) {{ }} }}";

    /// <summary>Compiles the sources of firmware/ as for a board.</summary>
    /// <param name="package">Its network is generated with the options that are the default.</param>
    /// <param name="settings">Port, pins and source of inputs.</param>
    /// <param name="leak">What each inference does besides; null: nothing.</param>
    /// <param name="endOfLoop">A part of Program that ends the loop; null: nothing does.</param>
    public static EmulatedFirmware Compile(ModelPackage package, FirmwareSettings settings, string? leak, string? endOfLoop = null)
    {
        var (options, sha) = (new GeneratorOptions(), new string('0', 64));
        var build = Generator.Build(
            package.Network,
            options,
            sha,
            contract: InputContract.Of(package),
            cancellation: TestContext.Current.CancellationToken
        );
        var files = FirmwareEmission.AddTo(build.Code, package, options, sha, package.GoldenVectors.Length, settings).Files[^2..];
        CompiledAssembly[] parts = [.. build.Assemblies, build.TraceAssembly];
        var firmware = CSharpCompiler
            .Compile(
                EmulatedFirmware.Name,
                [
                    .. EmulatedFirmware.SourcesFor(settings),
                    .. files.Select(file => new SourceText(file.Name, leak is null ? file.Text : Leaking(file.Text))),
                    new SourceText(
                        "Leak.cs",
                        $"internal static class Leak {{ public static object[] Kept; public static byte[] Log = new byte[{SeenBytes}]; public static int At; public static byte[] Seen() {{ return Log; }} public static int SeenLength() {{ return At; }} public static void Take(byte[] input, bool isClassified) {{ {leak} }} }}"
                    ),
                    .. endOfLoop is null ? Array.Empty<SourceText>() : [new SourceText("EndOfLoop.cs", endOfLoop)],
                ],
                parts,
                executable: true
            )
            .Required();
        return new EmulatedFirmware([.. parts, firmware]);
    }

    private static string Leaking(string model) =>
        model
            .Replace("Network.Run(input, logits);", "Network.Run(input, logits); Leak.Take(input, false);", StringComparison.Ordinal)
            .Replace("return Best(logits);", "Leak.Take(input, true); return Best(logits);", StringComparison.Ordinal);
}
