using System.Collections.Immutable;
using Striate.Emulator;

namespace Striate.UnitTests.Deployment;

/// <summary>What a program did in the emulator.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="End">How it ended: nothing, or the diagnostic.</param>
/// <param name="Counters">What was counted.</param>
internal sealed record FlashedRun(string Output, string End, Counters? Counters)
{
    private const long InstructionLimit = 3_000_000;

    /// <summary>Runs the Main of the last assembly.</summary>
    public static FlashedRun Of(string program, params IEnumerable<ImmutableArray<byte>> images)
    {
        var output = new StringWriter();
        Machine? machine = null;
        try
        {
            machine = Machine.Load(
                images.Select(image => image.AsMemory()),
                new MachineOptions
                {
                    Output = output,
                    InstructionLimit = InstructionLimit,
                    Clock = new StoppedClock(),
                }
            );
            machine.InvokeMain(program);
            return new FlashedRun(output.ToString(), "", machine.Counters);
        }
        catch (EmulatorException end)
        {
            return new FlashedRun(output.ToString(), end.Message, machine?.Counters);
        }
    }

    /// <summary>A time that is printed is the same in every run.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
