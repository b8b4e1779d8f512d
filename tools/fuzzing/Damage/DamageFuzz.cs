using System.Collections.Immutable;
using Striate.Emulator;

namespace Striate.Fuzzing.Damage;

/// <summary>A .pe is untrusted: a damaged one is refused with one line, or runs within its limits; nothing else happens.</summary>
public static class DamageFuzz
{
    // Every tenth file is left with checksums that say that it was altered.
    private const int UnsealedEvery = 10;
    private const int BatchSize = 64;
    private const int MaximumExamples = 3;

    // Of the emulator, for one file: many times what a sound one takes.
    private const long MostBytes = 64 << 20;

    private static readonly MachineOptions s_limits = new()
    {
        InstructionLimit = 50_000,
        HeapLimitBytes = 1 << 20,
        Output = TextWriter.Null,
    };

    /// <summary>Damages the .pe files of random programs; the same seed gives the same files.</summary>
    /// <param name="iterations">How many.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="progress">Told after each batch how many have been tried.</param>
    /// <param name="cancellation">Ends it.</param>
    public static DamageReport Run(int iterations, int seed, Action<int>? progress = null, CancellationToken cancellation = default) =>
        Run(DamageTarget.OfPrograms((ulong)seed), iterations, seed, progress, cancellation);

    /// <summary>Damages files; the same seed gives the same ones.</summary>
    /// <param name="targets">At least one sound file.</param>
    /// <param name="iterations">How many damaged files are made of them in all.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="progress">Told after each batch how many have been tried.</param>
    /// <param name="cancellation">Ends it.</param>
    public static DamageReport Run(
        ImmutableArray<DamageTarget> targets,
        int iterations,
        int seed,
        Action<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (done, refused, failures) = (0, 0, 0);
        var examples = ImmutableArray.CreateBuilder<string>();
        while (done < iterations)
        {
            var batch = new (bool IsRefused, string? Failure)[Math.Min(BatchSize, iterations - done)];
            Parallel.For(
                0,
                batch.Length,
                new ParallelOptions { CancellationToken = cancellation },
                index => batch[index] = Try(targets, seed, done + index)
            );
            refused += batch.Count(result => result.IsRefused);
            failures += batch.Count(result => result.Failure is not null);
            examples.AddRange(batch.Select(result => result.Failure).OfType<string>().Take(MaximumExamples - examples.Count));
            done += batch.Length;
            progress?.Invoke(done);
        }

        return new DamageReport(done, refused, done - refused - failures, failures, examples.ToImmutable());
    }

    private static (bool IsRefused, string? Failure) Try(ImmutableArray<DamageTarget> targets, int seed, int number)
    {
        var random = new Random(HashCode(seed, number));
        var target = targets[random.Next(targets.Length)];
        var file = DamagedFile.Of(target.Portable, random, isSealed: number % UnsealedEvery != 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (end, failure) = End(target, file);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        failure ??=
            end?.Problem.Contains('\n', StringComparison.Ordinal) == true ? "more than one line: " + end.Problem
            : taken > MostBytes ? FormattableString.Invariant($"the emulator takes {taken:N0} bytes")
            : null;
        return (
            failure is null && end?.Assembly is not null,
            failure is null ? null : FormattableString.Invariant($"file {number}: {failure}")
        );
    }

    // How the file was refused or its run ended, null where it came to its end; or what should not have happened.
    private static (EmulatorException? End, string? Failure) End(DamageTarget target, byte[] file)
    {
        try
        {
            target.Run(Machine.Load([file], s_limits));
            return (null, null);
        }
        catch (EmulatorException end)
        {
            return (end, null);
        }
#pragma warning disable CA1031 // Whatever else is thrown is what is looked for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return (null, failure.ToString());
        }
    }

    // Neighbouring numbers give sequences that have nothing in common.
    private static int HashCode(int seed, int number) => unchecked((int)((((uint)seed * 0x9E3779B1u) + (uint)number) * 0x85EBCA77u));
}
