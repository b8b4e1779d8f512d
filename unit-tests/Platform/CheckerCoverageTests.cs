using System.Collections.Immutable;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.UnitTests.Codegen;
using Striate.UnitTests.Deployment;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Platform;

/// <summary>One program per diagnostic of the checker; a new number needs a program here.</summary>
public class CheckerCoverageTests
{
    private static readonly SortedDictionary<string, Func<ImmutableArray<Diagnostic>>> s_programs = new(StringComparer.Ordinal)
    {
        ["STR1201"] = () => CheckedPrograms.Check(CheckedPrograms.Locals(253)),
        ["STR1202"] = () => CheckedPrograms.Check(CheckedPrograms.Stack(251)),
        ["STR1203"] = () => CheckedPrograms.Check(CheckedPrograms.Statements(1, 3_000)),
        ["STR1204"] = () => CheckedPrograms.Check(CheckedPrograms.Statements(3, 2_100)),
        ["STR1205"] = () => CheckedPrograms.Check(CheckedPrograms.Initialiser(60_008)),
        ["STR1206"] = () => CheckedPrograms.Check(CheckedPrograms.Text(60_001)),
        ["STR1207"] = () => CheckedPrograms.Check(CheckedPrograms.StaticFields(256)),
        ["STR1208"] = () => CheckedPrograms.Check(CheckedPrograms.StaticMethods(256)),
        ["STR1209"] = () => CheckedPrograms.Check("class P { static int[] A = new int[196603]; }"),
        ["STR1210"] = () => CheckedPrograms.Check(CheckedPrograms.InstanceFields(256)),
        ["STR1211"] = () => CheckedPrograms.Check(CheckedPrograms.Arguments(256)),
        ["STR1212"] = () => CheckedPrograms.Check(CheckedPrograms.Switch(256)),
        ["STR1213"] = () => CheckedPrograms.Check(CheckedPrograms.Handlers(256)),
        ["STR1214"] = () => AssemblyChecker.Check(CheckedPrograms.Assemblies(64)),
        ["STR1215"] = UnportablePrograms.Signatures,
        ["STR1216"] = UnportablePrograms.Types,
        ["STR1301"] = () => CheckedPrograms.Check("class P { static T F<T>(T x) => x; }"),
        ["STR1302"] = () => CheckedPrograms.Check("class C<T> { T X; }"),
        ["STR1303"] = () => CheckedPrograms.Check("class P { static int[,] A; }"),
        ["STR1304"] = () => CheckedPrograms.Check("interface I { int F(int x) { return x * 9; } }"),
        ["STR1305"] = () => CheckedPrograms.Check("class P { unsafe static int* F; }"),
        ["STR1306"] = () => CheckedPrograms.Check("class P { unsafe static int F() { int* q = stackalloc int[4]; return q[0]; } }"),
        ["STR1307"] = () => CheckedPrograms.Check("class P { static int F(in int x) => x + 1; }"),
        ["STR1308"] = UnportablePrograms.Resource,
        ["STR1309"] = UnportablePrograms.AttributeOfObject,
        ["STR1310"] = UnportablePrograms.Modifier,
        ["STR1401"] = () => AssemblyChecker.Check(ImmutableArray.Create(File.ReadAllBytes(typeof(AssemblyChecker).Assembly.Location))),
        ["STR1402"] = () => CheckedPrograms.Check("class P { static object F() => System.DBNull.Value; }"),
        ["STR1403"] = () => AssemblyChecker.Check(ImmutableArray<byte>.Empty),
        ["STR1404"] = UnportablePrograms.TwoTypesOfOneName,
        ["STR1405"] = UnportablePrograms.LostReference,
        ["STR1406"] = UnportablePrograms.UnknownEnumeration,
        ["STR1407"] = UnportablePrograms.CoreLibrary,
        ["STR1501"] = () => CheckedPrograms.Check("class P { static int F(int a, int b) => a / b; }"),
        ["STR1502"] = () => CheckedPrograms.Check("class P { static int F(int a) => checked(a + 1); }"),
        ["STR1503"] = () => CheckedPrograms.Check("class P { static float F(float a, float b) => a / b; }"),
        ["STR1504"] = () => CheckedPrograms.Check("class P { static int F(float a) => (int)a; }"),
        ["STR1505"] = () => CheckedPrograms.Check("class P { static string F() => \"a\\0b\"; }"),
    };

    public static TheoryData<string> Numbers => [.. s_programs.Keys];

    [Theory, MemberData(nameof(Numbers))]
    public void Its_program_is_reported(string number) => s_programs[number]().ShouldContain(diagnostic => diagnostic.Number == number);

    [Fact]
    public void Every_number_of_the_checker_has_a_program() =>
        s_programs.Keys.ShouldBe(
            DiagnosticDescriptors
                .All.Select(descriptor => descriptor.Number)
                .Where(number => string.CompareOrdinal(number, "STR12") > 0 && string.CompareOrdinal(number, "STR16") < 0)
        );

    // STR18xx are refusals of model files, STR19xx those of a build, STR20xx those of streams: unit-tests/Import, Build and
    // Cli/StreamingTests.cs have those.
    [Fact]
    public void Every_number_of_the_registry_has_a_program() =>
        new string[][]
        {
            ["STR1101", "STR1102"],
            [.. s_programs.Keys],
            [.. EmulatorCoverageTests.Numbers.Select(row => row.Data)],
            [.. BudgetTests.Numbers],
        }
            .SelectMany(numbers => numbers)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                DiagnosticDescriptors
                    .All.Select(descriptor => descriptor.Number)
                    .Where(number =>
                        !number.StartsWith("STR18", StringComparison.Ordinal)
                        && !number.StartsWith("STR19", StringComparison.Ordinal)
                        && !number.StartsWith("STR20", StringComparison.Ordinal)
                    )
            );
}
