using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Platform;
using Striate.UnitTests.Model;
using Striate.Zoo;

namespace Striate.UnitTests.Codegen;

/// <summary>Generated code has nothing that the compiler warns of: users compile it with warnings as errors.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class CleanCodeTests
{
    private const int Networks = 60;
    private const int Wide = 12;

    // Everything that a newer compiler warns of as well.
    private const int AllWarnings = 9999;

    private static readonly MetadataReference[] s_platform =
    [
        .. ReferenceAssemblies.All.Select(assembly => MetadataReference.CreateFromImage(assembly.Image)),
    ];

    public static TheoryData<Strategy> Strategies => [.. Enum.GetValues<Strategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_compiler_warns_of_nothing(Strategy strategy)
    {
        Network[] written = [Samples.Package.Network, ZooNetwork.All.Single(network => network.Name == "motion1d-int8-m1").Make()];
        var random = Enumerable
            .Range(0, Networks)
            .Select(seed => NetworkGenerator.FromSeed((ulong)seed, seed < Wide ? GeneratorSize.Medium : GeneratorSize.Small));
        foreach (var network in written.Concat(random))
        {
            var code = Generator.Emit(network, new GeneratorOptions(strategy) { HasInstances = true }, new string('0', 64));
            foreach (var nullable in new[] { NullableContextOptions.Disable, NullableContextOptions.Enable })
            {
                Warnings(code, nullable, []).ShouldBeEmpty($"{network.Name}: {string.Join('\n', Warnings(code, nullable, []))}");
                Warnings(code, nullable, [CSharpCompiler.AssembliesSymbol]).ShouldBeEmpty(network.Name);
            }
        }
    }

    // Every comment that a public member lacks is a warning, too.
    private static List<string> Warnings(GeneratedCode code, NullableContextOptions nullable, string[] symbols) =>
        CSharpCompilation
            .Create(
                "All",
                code.Files.Select(file =>
                    CSharpSyntaxTree.ParseText(
                        file.Text,
                        new CSharpParseOptions(LanguageVersion.CSharp10, DocumentationMode.Diagnose, preprocessorSymbols: symbols),
                        file.Name
                    )
                ),
                s_platform,
                new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary,
                    warningLevel: AllWarnings,
                    nullableContextOptions: nullable
                )
            )
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Warning or DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString())
            .ToList();
}
