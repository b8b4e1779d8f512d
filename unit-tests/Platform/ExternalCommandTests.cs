using Striate.Platform;

namespace Striate.UnitTests.Platform;

/// <summary>Commands of this computer.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class ExternalCommandTests
{
    [Fact]
    public void A_process_that_a_command_leaves_behind_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell starts what stays");
        var run = ExternalCommand.Run(
            "sh",
            ["-c", "sleep 600 & echo $!; echo wrong >&2; exit 3"],
            TimeSpan.FromMinutes(5),
            cancellation: TestContext.Current.CancellationToken
        );
        // If Run waited for the child, the child would have ended before this line.
        using (
            var left = System.Diagnostics.Process.GetProcessById(
                int.Parse(run.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture)
            )
        )
        {
            left.HasExited.ShouldBeFalse();
            left.Kill();
        }

        (run.ExitCode, run.Error, run.IsWhole).ShouldBe((3, "wrong\n", false));
        run.Reason.ShouldBe("wrong (what it printed is cut off: a process that it started is still there)");
        ExternalCommand
            .Run("sh", ["-c", "echo wrong; exit 3"], TimeSpan.FromMinutes(5), cancellation: TestContext.Current.CancellationToken)
            .ShouldBe(new CommandResult(3, "wrong\n", ""));
    }
}
