using Striate.Fuzzing.Programs;

namespace Striate.EmulatorTests;

/// <summary>Random programs: desktop .NET and the emulator must agree on every one.</summary>
public sealed class DifferentialTests
{
    [Fact]
    public void DotNetAndTheEmulatorAgree()
    {
        var programs = SlowTests.AreRun ? 2000 : 60;
        var report = DifferentialFuzz.Run(programs, 20261122, cancellation: TestContext.Current.CancellationToken);

        report.Programs.ShouldBe(programs);
        report.Disagreements.ShouldBe(
            0,
            string.Join(
                "\n",
                report.Examples.Select(example =>
                    $".NET: {example.Desktop}, emulator: {example.Emulator}, its .pe: {example.Portable}\n{example.Source}"
                )
            )
        );
    }

    [Fact]
    public void ADisagreementShrinksToAReadableProgram()
    {
        var program = new TestProgram(
            [
                new Method(
                    "M0",
                    [
                        new Assign(
                            "i0",
                            "+=",
                            new Binary(ValueKind.Int, "*", new Variable(ValueKind.Int, "a"), new Literal(ValueKind.Int, "3"))
                        ),
                        new Loop(
                            "k1",
                            3,
                            [
                                new Assign("l1", "=", new Literal(ValueKind.Long, "4L")),
                                new Assign("i1", "^=", new Variable(ValueKind.Int, "b")),
                            ]
                        ),
                        new Assign("u2", "-=", new Literal(ValueKind.UInt, "7u")),
                    ],
                    new Literal(ValueKind.Long, "5L")
                ),
            ],
            1,
            2
        );

        // A machine that is wrong about every program that mentions u2.
        var shrunk = DifferentialFuzz.Shrink(
            new Outcome(program, "1", "2", "2"),
            programs =>
                [
                    .. programs.Select(variant => new Outcome(
                        variant,
                        "1",
                        "1",
                        ProgramText.OfClass(variant, "P").Contains("u2", StringComparison.Ordinal) ? "2" : "1"
                    )),
                ]
        );

        shrunk
            .Source[shrunk.Source.IndexOf("public static class P", StringComparison.Ordinal)..]
            .ShouldBe(
                """
                public static class P
                {
                    static long M0(int a, int b)
                    {
                        unchecked
                        {
                        long h = 0;
                        uint u2 = 2u;
                        u2 -= 7u;
                        h += 5L;
                        h = h * 31 + Lib.ToLong(u2);
                        return h;
                        }
                    }

                    public static long F() { return M0(1, 2); }
                }

                """.ReplaceLineEndings("\n")
            );
    }
}
