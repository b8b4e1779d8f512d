using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Striate.Emulator;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Format;
using Striate.UnitTests.Compilation;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Deployment;

/// <summary>
/// A .pe is untrusted: a damaged one is refused with one line, or runs within its limits. STRIATE_MUTATIONS sets how many are tried.
/// </summary>
public sealed class DamagedPortableTests
{
    private const int DefaultMutations = 1_000;

    // Values at which counts and offsets turn over, beside those that are drawn.
    private static readonly byte[] s_extremes = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    [Fact]
    public void It_is_refused_or_runs_within_its_limits()
    {
        var count = Environment.GetEnvironmentVariable("STRIATE_MUTATIONS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultMutations;
        var files = KnownProgram.All.Where(program => program.Completes && program.Name != "generic_method").Select(program => (program.Name, program.Compile().Required().Image))
            .Append(("app", [.. TestCompiler.Compile(DamagedAssemblyTests.Source, "app")]))
            .Select(program => (program.Item1, Bytes: PortableAssembly.Write(program.Item2).Bytes)).ToList();
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var (name, bytes) = files[random.Next(files.Count)];
            refused += Run(name, Mutated(random, bytes, isChecksumRight: i % 10 != 0)) is null ? 0 : 1;
        }

        refused.ShouldBeInRange(count / 10, count - (count / 10));
    }

    [Fact]
    public void A_truncated_one_is_refused()
    {
        var bytes = PortableAssembly.Write([.. TestCompiler.Compile(DamagedAssemblyTests.Source, "app")]).Bytes;
        for (var length = 8; length < bytes.Length; length += 7)
        {
            Run("app", bytes.AsMemory()[..length].ToArray()).ShouldNotBeNull();
        }
    }

    /// <summary>Null if it ran, otherwise why it did not.</summary>
    private static string? Run(string name, byte[] bytes)
    {
        try
        {
            var options = new MachineOptions { InstructionLimit = 50_000, HeapLimitBytes = 1 << 20, Output = TextWriter.Null };
            Machine.Load([bytes], options).InvokeMain(name);
            return null;
        }
        catch (EmulatorException refusal)
        {
            return refusal.Message;
        }
    }

    private static byte[] Mutated(Random random, ImmutableArray<byte> bytes, bool isChecksumRight)
    {
        byte[] mutated = [.. bytes];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            mutated[random.Next(PortableLayout.Marker.Length, mutated.Length)] = random.Next(2) == 0 ? s_extremes[random.Next(s_extremes.Length)] : (byte)random.Next(256);
        }

        if (isChecksumRight)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(mutated.AsSpan(PortableLayout.ContentChecksum), PortableChecksum.Of(mutated.AsSpan(PortableLayout.HeaderBytes)));
            mutated.AsSpan(PortableLayout.HeaderChecksum, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(mutated.AsSpan(PortableLayout.HeaderChecksum), PortableChecksum.Of(mutated.AsSpan(0, PortableLayout.HeaderBytes)));
        }

        return mutated;
    }
}
