using System.Runtime.CompilerServices;

namespace Striate.UnitTests;

/// <summary>What processes that tests start find in their environment.</summary>
internal static class ChildProcesses
{
    /// <summary>
    /// Builds leave no process of MSBuild behind: it would hold the output that a test reads to its end, for as long as it waits for
    /// another build.
    /// </summary>
    [ModuleInitializer]
    internal static void LeaveNoNodes() => Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
}
