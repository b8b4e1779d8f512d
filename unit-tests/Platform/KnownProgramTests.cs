using Striate.Platform;
using Striate.Platform.Checking;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Platform;

/// <summary>The verdict of compiler and checker against what the real runtime did.</summary>
public class KnownProgramTests
{
    // They fail in what they compute, and the checker warns of it.
    private static readonly Dictionary<string, string> s_failsAtRunTime = new()
    {
        ["float_to_int_sat"] = "STR1503",
        ["intmin_div"] = "STR1501",
    };

    // They ran to their end, and lied.
    private static readonly Dictionary<string, string> s_lies = new() { ["generic_method"] = "STR1301" };

    public static TheoryData<KnownProgram> Completing =>
        [.. KnownProgram.All.Where(program => program.Completes && !s_lies.ContainsKey(program.Name))];

    public static TheoryData<KnownProgram> Failing =>
        [.. KnownProgram.All.Where(program => !program.Completes || s_lies.ContainsKey(program.Name))];

    [Theory, MemberData(nameof(Completing))]
    public void What_completes_has_no_errors(KnownProgram program) =>
        AssemblyChecker.Check(program.Compile().Required().Image).ShouldAllBe(diagnostic => diagnostic.Severity != Severity.Error);

    [Theory, MemberData(nameof(Failing))]
    public void What_fails_is_refused_or_reported(KnownProgram program)
    {
        var result = program.Compile();
        if (!result.Success)
        {
            program.Converts.ShouldBeFalse();
            return;
        }

        var diagnostics = AssemblyChecker.Check(result.Required().Image);
        if (s_failsAtRunTime.TryGetValue(program.Name, out var number) || s_lies.TryGetValue(program.Name, out number))
        {
            diagnostics.ShouldContain(diagnostic => diagnostic.Number == number);
        }
        else
        {
            diagnostics.ShouldContain(diagnostic => diagnostic.Severity == Severity.Error);
        }
    }

    [Fact]
    public void The_convolutions_have_no_errors() =>
        AssemblyChecker
            .Check(KnownProgram.CompileConvolutions().Required().Image)
            .ShouldAllBe(diagnostic => diagnostic.Severity != Severity.Error);

    [Fact]
    public void Code_that_fills_the_convolutions_file_is_measured()
    {
        // The whole .pe has 33,384 bytes; all but about 900 of them are code and initialisers.
        var metrics = AssemblyMetrics.Of(KnownProgram.CompileConvolutions().Required().Image);

        (metrics.IlBytes + metrics.InitialiserBytes).ShouldBeInRange(30_000, 33_384);
    }
}
