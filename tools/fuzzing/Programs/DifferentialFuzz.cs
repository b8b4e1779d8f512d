using System.Collections.Immutable;
using CsCheck;

namespace Striate.Fuzzing.Programs;

/// <summary>A disagreement, made as small as it would go.</summary>
/// <param name="Source">A C# file that shows it; class P, method F.</param>
/// <param name="Desktop">What .NET makes of it.</param>
/// <param name="Emulator">What the emulator makes of it.</param>
/// <param name="Portable">What the emulator makes of its .pe.</param>
public sealed record Disagreement(string Source, string Desktop, string Emulator, string Portable);

/// <summary>What a run of the fuzzer found.</summary>
/// <param name="Programs">Programs that were run.</param>
/// <param name="Disagreements">How many of them ended differently.</param>
/// <param name="Examples">The first few, shrunk.</param>
public sealed record FuzzReport(int Programs, int Disagreements, ImmutableArray<Disagreement> Examples);

/// <summary>Random programs on .NET and in the emulator, as an assembly and as a .pe; all must agree.</summary>
public static class DifferentialFuzz
{
    private const int BatchSize = 200;
    private const int MaximumExamples = 3;

    /// <summary>Runs programs; the same seed gives the same programs.</summary>
    /// <param name="iterations">How many.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="progress">Told after each batch how many have been run.</param>
    /// <param name="cancellation">Ends the run early; what was found until then is reported.</param>
    public static FuzzReport Run(int iterations, ulong seed, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var pcg = new PCG(1, seed);
        var (done, disagreements) = (0, 0);
        var examples = ImmutableArray.CreateBuilder<Disagreement>();
        while (done < iterations && !cancellation.IsCancellationRequested)
        {
            var programs = Enumerable
                .Range(0, Math.Min(BatchSize, iterations - done))
                .Select(_ => ProgramGenerator.Any.Generate(pcg, null, out var _))
                .ToArray();
            foreach (var outcome in DifferentialRun.Run(programs).Where(outcome => !outcome.Agrees))
            {
                disagreements++;
                if (examples.Count < MaximumExamples)
                {
                    examples.Add(Shrink(outcome, candidates => DifferentialRun.Run(candidates)));
                }
            }

            done += programs.Length;
            progress?.Invoke(done);
        }

        return new FuzzReport(done, disagreements, examples.ToImmutable());
    }

    /// <summary>The smallest program that can be reached by steps that each keep the disagreement.</summary>
    public static Disagreement Shrink(Outcome outcome, Func<IReadOnlyList<TestProgram>, ImmutableArray<Outcome>> run)
    {
        while (true)
        {
            var smaller = ProgramShrinker
                .Smaller(outcome.Program)
                .Chunk(BatchSize)
                .SelectMany(candidates => run(candidates))
                .FirstOrDefault(candidate => !candidate.Agrees);
            if (smaller == null)
            {
                return new Disagreement(ProgramText.OfFile(outcome.Program), outcome.Desktop, outcome.Emulator, outcome.Portable);
            }

            outcome = smaller;
        }
    }
}
