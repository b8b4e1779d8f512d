using Striate.Emulator;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

/// <summary>Threads, timers and events on the emulated clock, as nf-interpreter's scheduler runs them.</summary>
public class ThreadTests
{
    private const int Slice = 20;

    private const string Helpers = """
        using System; using System.Threading; using nanoFramework.Hardware.Esp32;
        public static class P
        {
            static long Now() { return (long)HighResTimer.GetCurrent(); }
            static void Busy(int milliseconds) { long end = Now() + milliseconds * 1000L; while (Now() < end) { } }
            static bool stop; static int turns; static string log = ""; static int shared; static object gate = new object();
            static void Turns() { while (!stop) { turns++; } }
        """;

    [Fact]
    public void Threads_of_one_priority_take_slices_in_turn()
    {
        var slices = (long[])
            Run(
                """
                static long[] starts = new long[8]; static int count; static int last;
                static void Note(int me) { if (last != me && count < starts.Length) { last = me; starts[count] = Now(); count++; } }
                static void Other() { while (count < starts.Length) { Note(2); } }
                public static long[] F() { new Thread(Other).Start(); while (count < starts.Length) { Note(1); } return starts; }
                """
            )!;
        slices.Zip(slices[1..], (from, to) => (double)(to - from)).Skip(1).ShouldAllBe(length => Math.Abs(length - (Slice * 1000)) < 100);
    }

    // The one that matters to a sampler: priority does not interrupt.
    [Fact]
    public void A_sleeper_of_the_highest_priority_wakes_when_the_slice_of_the_other_ends()
    {
        var late = (long[])
            Run(
                """
                static long[] late = new long[10]; static int count;
                static void Sleeper() { for (; count < late.Length; count++) { long before = Now(); Thread.Sleep(1); late[count] = Now() - before; } stop = true; }
                public static long[] F() { Thread t = new Thread(Sleeper); t.Priority = ThreadPriority.Highest; t.Start(); Turns(); return late; }
                """
            )!;
        late.ShouldAllBe(microseconds => microseconds >= Slice * 1000 && microseconds < (Slice * 1000) + 200);
    }

    [Fact]
    public void The_highest_priority_gets_four_slices_for_one_of_a_normal_thread()
    {
        var share = (int)
            Run(
                """
                static int high;
                static void Count() { while (!stop) { high++; } }
                public static int F()
                {
                    Thread main = Thread.CurrentThread; Thread t = new Thread(Count); t.Priority = ThreadPriority.Highest; t.Start();
                    long end = Now() + 2000000L; while (Now() < end) { turns++; }
                    stop = true; t.Join();
                    return high / turns;
                }
                """
            )!;

        // A turn of the main thread reads the clock, and is longer.
        share.ShouldBeInRange(4, 16);
    }

    [Fact]
    public void A_thread_that_has_waited_long_runs_ahead_of_more_urgent_ones_for_four_slices()
    {
        var longest = (long)
            Run(
                """
                static AutoResetEvent signal = new AutoResetEvent(false); static long longest;
                static void Sampler() { long before = Now(); for (int i = 0; i < 200; i++) { if (i == 150) signal.Set(); Thread.Sleep(1); long now = Now(); if (now - before > longest) longest = now - before; before = now; } stop = true; }
                public static long F() { Thread t = new Thread(Sampler); t.Priority = ThreadPriority.Highest; t.Start(); signal.WaitOne(); Turns(); return longest; }
                """
            )!;
        longest.ShouldBeInRange(3 * Slice * 1000, 5 * Slice * 1000);
    }

    [Fact]
    public void A_timer_fires_between_slices_and_leaves_out_what_it_misses()
    {
        var result = (long[])
            Run(
                """
                static long[] at = new long[3]; static int count;
                static void Fire(object state) { if (count < at.Length) { at[count] = Now() - (long)state; count++; } }
                public static long[] F()
                {
                    Timer timer = new Timer(Fire, Now(), 5, 7);
                    while (count < at.Length) { }
                    timer.Dispose();
                    return at;
                }
                """
            )!;
        result.Zip([Slice, 2 * Slice, 3 * Slice], (at, slice) => at - (slice * 1000)).ShouldAllBe(late => late >= 0 && late < 400);
    }

    [Fact]
    public void An_idle_timer_is_on_time_and_can_be_changed() =>
        Run(
                """
                static string times = "";
                static void Fire(object state) { times += (Now() / 1000) + ","; }
                public static string F()
                {
                    Timer timer = new Timer(Fire, null, 10, 30); Thread.Sleep(75);
                    timer.Change(5, 0); Thread.Sleep(50);
                    timer.Change(Timeout.Infinite, Timeout.Infinite); Thread.Sleep(50);
                    return times;
                }
                """
            )
            .ShouldBe("10,40,70,80,");

    [Fact]
    public void Events_locks_and_joins_hand_over() =>
        Run(
                """
                static AutoResetEvent auto = new AutoResetEvent(false); static ManualResetEvent manual = new ManualResetEvent(false);
                static void One() { auto.WaitOne(); log += "a"; manual.Set(); Thread.Sleep(5); lock (gate) { log += "c"; } }
                static void Two() { manual.WaitOne(); lock (gate) { log += "b"; Thread.Sleep(50); log += "B"; } }
                public static string F()
                {
                    Thread one = new Thread(One), two = new Thread(Two);
                    string states = "" + one.IsAlive + (int)one.ThreadState;
                    one.Start(); two.Start();
                    states += "" + auto.WaitOne(3, false) + (int)one.ThreadState + one.Join(3);
                    auto.Set(); two.Join(); one.Join();
                    return states + log + (int)one.ThreadState + one.IsAlive + manual.WaitOne() + manual.Reset() + manual.WaitOne(1, false) + (one.ManagedThreadId != two.ManagedThreadId) + (int)one.Priority;
                }
                """
            )
            .ShouldBe("False8False32FalseabBc16FalseTrueTrueFalseTrue2");

    [Fact]
    public void Interlocked_gives_what_dotnet_gives() =>
        Run(
                """
                public static string F()
                {
                    int x = 5;
                    return "" + Interlocked.Increment(ref x) + Interlocked.Decrement(ref x) + Interlocked.Exchange(ref x, 9) + Interlocked.CompareExchange(ref x, 4, 9) + Interlocked.CompareExchange(ref x, 7, 9) + x;
                }
                """
            )
            .ShouldBe("655944");

    [Fact]
    public void A_program_goes_on_until_its_threads_have_ended()
    {
        using var output = new StringWriter();
        var machine = TestCompiler.Load(
            Source(
                """
                static void Late() { Thread.Sleep(500); Console.WriteLine("late"); }
                public static int F() { new Thread(Late).Start(); return 7; }
                """
            ),
            new MachineOptions { Output = output }
        );
        machine.Invoke("P", "F").ShouldBe(7);
        output.ToString().ShouldBe("late\n");
        machine.Elapsed.TotalMilliseconds.ShouldBeInRange(500, 501);
        machine.Invoke("P", "F").ShouldBe(7);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"inner\");", DiagnosticNumbers.UnhandledException)]
    [InlineData("new AutoResetEvent(false).WaitOne();", DiagnosticNumbers.Undefined)]
    [InlineData("while (true) { }", DiagnosticNumbers.InstructionLimit)]
    public void What_ends_a_thread_badly_ends_the_run(string body, string number)
    {
        var machine = TestCompiler.Load(
            Source(
                $"static void Bad() {{ {body} }} public static void F() {{ Thread t = new Thread(Bad); t.Start(); t.Join(); }} public static int G() {{ return 3; }}"
            ),
            new MachineOptions { InstructionLimit = 1_000_000 }
        );
        Should.Throw<EmulatorException>(() => machine.Invoke("P", "F")).Number.ShouldBe(number);
        machine.ResetCounters();
        machine.Invoke("P", "G").ShouldBe(3);
    }

    [Fact]
    public void A_wait_that_the_interpreter_cannot_leave_is_refused() =>
        Should
            .Throw<EmulatorException>(() =>
                Run(
                    """
                    delegate void Step();
                    static void Wait() { Thread.Sleep(1); }
                    public static void F() { new Thread(Turns).Start(); Step two = Wait; two += Wait; two(); }
                    """
                )
            )
            .Number.ShouldBe(DiagnosticNumbers.UnsupportedLibrary);

    // Registers, frames and what the second thread made are on the device's heap while it lives.
    [Fact]
    public void What_threads_hold_is_alive_and_is_free_when_they_end()
    {
        var machine = TestCompiler.Load(
            Source(
                """
                static void Hold() { byte[] kept = new byte[4000]; while (!stop) { Thread.Sleep(1); } kept[0] = 1; }
                public static bool F() { new Thread(Hold).Start(); Thread.Sleep(5); uint held = nanoFramework.Runtime.Native.GC.Run(true); stop = true; Thread.Sleep(5); return nanoFramework.Runtime.Native.GC.Run(true) - held > 4384; }
                """
            ),
            new MachineOptions { HeapLimitBytes = 20_000 }
        );
        machine.Invoke("P", "F").ShouldBe(true);
    }

    [Fact]
    public void Sleep_is_rounded_up_to_a_tick() =>
        TestCompiler
            .Load(
                Source(
                    "public static string F() { string s = \"\"; for (int i = 1; i < 22; i += 10) { Thread.Sleep(i); s += Now() / 1000 + \",\"; } return s; }"
                ),
                new MachineOptions { Tick = TimeSpan.FromMilliseconds(10) }
            )
            .Invoke("P", "F")
            .ShouldBe("10,30,60,");

    private static object? Run(string members) => TestCompiler.Run(Source(members));

    private static string Source(string members) => Helpers + members + " }";
}
