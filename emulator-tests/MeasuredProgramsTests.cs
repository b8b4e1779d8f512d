using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text.Json;
using Striate.Platform;

namespace Striate.EmulatorTests;

/// <summary>
/// Ten programs whose host instructions were counted with callgrind in the interpreter's loop of the real runtime (nf-interpreter
/// a3e8139, 32 bits, built for size), one inference each. <c>measured-programs.json</c> has the counts of their instructions by opcode
/// and operand, and of what entered methods set up, as the generator made them, up to 0.1 % of the instructions.
/// </summary>
public class MeasuredProgramsTests
{
    private const double Tolerance = 0.005;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    private static readonly ImmutableDictionary<string, InstructionForm> s_forms = (
        from opcode in Enum.GetValues<ILOpCode>()
        from kind in Enum.GetValues<OperandKind>()
        from isBack in new[] { false, true }
        select new InstructionForm(opcode, kind, isBack)
    ).ToImmutableDictionary(form => form.ToString());

    public static TheoryData<string> Names => [.. Programs().Select(program => program.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Units_are_the_measured_host_instructions(string name)
    {
        var program = Programs().Single(one => one.Name == name);
        program.Counts.Values.Sum().ShouldBe(program.Instructions);
        var units =
            program.Counts.Sum(count => count.Value * (double)InstructionCosts.Of(s_forms[count.Key]))
            + program.Frames.Sum(frame => frame.Entries * (double)FrameCosts.Of(frame.Numbers, frame.References));
        (Math.Abs(units - program.Measured) / program.Measured).ShouldBeLessThan(
            Tolerance,
            FormattableString.Invariant($"{name}: {units:N0} units, {program.Measured:N0} measured")
        );
    }

    [Fact]
    public void There_are_ten() => Programs().Length.ShouldBe(10);

    private static MeasuredProgram[] Programs() =>
        JsonSerializer.Deserialize<MeasuredProgram[]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "measured-programs.json")),
            s_options
        )!;

    /// <summary>A program that was measured.</summary>
    /// <param name="Name">Network and strategy.</param>
    /// <param name="Measured">Host instructions of one inference.</param>
    /// <param name="Instructions">IL instructions of one inference.</param>
    /// <param name="Counts">Of them by form.</param>
    /// <param name="Frames">Methods that were entered.</param>
    private sealed record MeasuredProgram(
        string Name,
        long Measured,
        long Instructions,
        Dictionary<string, long> Counts,
        EnteredFrames[] Frames
    );

    /// <summary>Methods with as many locals.</summary>
    private sealed record EnteredFrames(int Numbers, int References, long Entries);
}
