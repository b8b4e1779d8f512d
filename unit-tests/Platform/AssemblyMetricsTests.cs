using Striate.Platform.Checking;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Platform;

public class AssemblyMetricsTests
{
    [Theory]
    [InlineData("static int F() => G(3); static int G(int x) => x;", 5, 7)] // ldc.i4.3, call, ret
    [InlineData("static string F() => \"text\";", 4, 6)] // ldstr, ret
    [InlineData("static int s; static int F() => s;", 4, 6)] // ldsfld, ret
    [InlineData("static object F() => new int[3];", 5, 7)] // ldc.i4.3, newarr, ret
    [InlineData("static long F() => 0x123456789L;", 10, 10)] // ldc.i8, ret
    [InlineData("static int s; static void F() { try { G(); } finally { s = 1; } } static void G() { }", 24, 15)] // call, leave.s, ldc.i4.1, stsfld, endfinally, ret; one handler
    public void Code_has_the_size_that_the_pe_gives_it(string members, int bytes, int desktopBytes)
    {
        var method = AssemblyMetrics.Of(CheckedPrograms.Compile($"class P {{ {members} }}")).Methods.Single(method => method.Name == "F");

        method.IlBytes.ShouldBe(bytes);
        method.DesktopIlBytes.ShouldBe(desktopBytes);
    }

    [Fact]
    public void A_switch_takes_two_bytes_per_target()
    {
        var method = AssemblyMetrics.Of(CheckedPrograms.Compile(CheckedPrograms.Switch(20))).Methods.Single(method => method.Name == "F");

        // One byte instead of four for the count, two instead of four for each of twenty targets.
        (method.DesktopIlBytes - method.IlBytes).ShouldBe(3 + (2 * 20));
    }

    [Fact]
    public void Code_grows_as_the_real_pe_does()
    {
        var small = AssemblyMetrics.Of(KnownProgram.Get("locals_250").Compile().Required().Image);
        var large = AssemblyMetrics.Of(KnownProgram.Get("locals_300").Compile().Required().Image);
        var pe = KnownProgram.Get("locals_300").PeBytes - KnownProgram.Get("locals_250").PeBytes;

        // They have 240 and 300 locals, a byte each in their signature; tables are padded to four bytes.
        (large.IlBytes - small.IlBytes + 60).ShouldBeInRange(pe - 3, pe + 3);
    }

    [Fact]
    public void Equal_members_of_a_type_are_counted_by_kind()
    {
        var type = AssemblyMetrics
            .Of(
                CheckedPrograms.Compile(
                    """
                    class P
                    {
                        const int C = 1;
                        static readonly int[] A = new int[C];
                        int x, y;
                        void F() { }
                        static void G() { }
                        public override string ToString() => null;
                    }
                    """
                )
            )
            .Types.Single(type => type.Name == "P");

        type.ShouldBe(new TypeMetrics("P", StaticFields: 1, InstanceFields: 2, StaticMethods: 2, InstanceMethods: 2, VirtualMethods: 1));
    }

    [Fact]
    public void Initialisers_of_all_element_types_are_counted()
    {
        var metrics = AssemblyMetrics.Of(
            CheckedPrograms.Compile(
                """
                static class P
                {
                    static readonly sbyte[] A = { 1, 2, 3, 4, 5 };
                    static readonly short[] B = { 1, 2, 3 };
                    static readonly int[] C = { 1, 2, 3 };
                    static readonly long[] D = { 1, 2, 3 };
                    static readonly byte[] E = { 1, 2, 3, 9 };
                }
                """
            )
        );

        metrics.InitialiserBytes.ShouldBe(5 + 6 + 12 + 24 + 4);
    }
}
