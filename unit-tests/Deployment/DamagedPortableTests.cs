using System.Collections.Immutable;
using Striate.Emulator;
using Striate.Fuzzing.Damage;
using Striate.Platform.Deployment;
using Striate.UnitTests.Compilation;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Deployment;

/// <summary>
/// A .pe is untrusted: a damaged one is refused with one line, or runs within its limits; <c>striate emulator fuzz --damaged</c> tries as
/// many as one likes.
/// </summary>
public sealed class DamagedPortableTests
{
    private const int Files = 150;

    [Fact]
    public void One_of_a_known_program_is_refused_or_runs_within_its_limits() =>
        ShouldBeJudged(
            DamageFuzz.Run(
                [
                    .. KnownProgram
                        .All.Where(program => program.Completes && program.Name != "generic_method")
                        .Select(program => Target(program.Compile().Required().ToPortable(), program.Name)),
                    Target(PortableAssembly.Write([.. TestCompiler.Compile(DamagedAssemblyTests.Source, "app")]).Bytes, "app"),
                ],
                Files,
                seed: 1,
                cancellation: TestContext.Current.CancellationToken
            )
        );

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void One_of_random_programs_is_refused_or_runs_within_its_limits() =>
        ShouldBeJudged(DamageFuzz.Run(Files, seed: 1, cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void What_does_neither_is_a_failure_with_its_number()
    {
        var sound = PortableAssembly.Write([.. TestCompiler.Compile(DamagedAssemblyTests.Source, "app")]).Bytes;

        var report = DamageFuzz.Run(
            [new DamageTarget(sound, _ => throw new InvalidOperationException("crash"))],
            Files,
            seed: 1,
            cancellation: TestContext.Current.CancellationToken
        );

        (report.Failures, report.Ran).ShouldBe((Files - report.Refused, 0));
        report.Failures.ShouldBeGreaterThan(0);
        report.Examples.ShouldAllBe(example => example.StartsWith("file ", StringComparison.Ordinal) && example.Contains("crash"));
    }

    [Fact]
    public void A_truncated_one_is_refused()
    {
        var bytes = PortableAssembly.Write([.. TestCompiler.Compile(DamagedAssemblyTests.Source, "app")]).Bytes;
        for (var length = 8; length < bytes.Length; length += 7)
        {
            Should.Throw<EmulatorException>(() => Machine.Load([bytes.AsMemory()[..length]]));
        }
    }

    private static DamageTarget Target(ImmutableArray<byte> portable, string name) => new(portable, machine => machine.InvokeMain(name));

    private static void ShouldBeJudged(DamageReport report)
    {
        report.Examples.ShouldBeEmpty();
        report.Failures.ShouldBe(0);
        report.Files.ShouldBe(Files);
        report.Refused.ShouldBeInRange(Files / 10, Files - (Files / 10));
    }
}
