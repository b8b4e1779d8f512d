using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Platform;
using Striate.UnitTests.Platform;

namespace Striate.UnitTests.Emulator;

/// <summary>One program per diagnostic of the emulator; a new number needs a program here.</summary>
public class EmulatorCoverageTests
{
    private const string Recursion = "public static class P { public static int F(int n) { return n == 0 ? 0 : 1 + F(n - 1); } }";

    private static readonly SortedDictionary<string, Action> s_programs = new(StringComparer.Ordinal)
    {
        ["STR1201"] = () => TestCompiler.Load(CheckedPrograms.Locals(253)),
        ["STR1202"] = () => TestCompiler.Load(CheckedPrograms.Stack(251)),
        ["STR1211"] = () => TestCompiler.Load(CheckedPrograms.Arguments(256)),
        ["STR1212"] = () => TestCompiler.Load(CheckedPrograms.Switch(256)),
        [DiagnosticNumbers.GenericMethod] = () => TestCompiler.Load("class P { static T F<T>(T x) => x; }"),
        [DiagnosticNumbers.GenericType] = () => TestCompiler.Load("class C<T> { T X; }"),
        [DiagnosticNumbers.MultidimensionalArray] = () => TestCompiler.Load("class P { static int[,] A; }"),
        [DiagnosticNumbers.InterfaceBody] = () => TestCompiler.Load("interface I { int F(int x) { return x * 9; } }"),
        [DiagnosticNumbers.Pointer] = () => TestCompiler.Load("class P { unsafe static int* F; }"),
        [DiagnosticNumbers.UnsupportedInstruction] = () => Load("static int F(int a, int b) => a + b;", "02 03 58 2A", "02 C3 2A 00"),
        [DiagnosticNumbers.MissingMember] = () => Machine.Load([CompileForDesktop("class P { static volatile int X; }")]),
        [DiagnosticNumbers.NotAnAssembly] = () => Machine.Load(["not an assembly"u8.ToArray()]),
        [DiagnosticNumbers.UnsupportedLibrary] = () =>
            TestCompiler.Load("class P { static void F() { System.Reflection.Assembly.GetExecutingAssembly(); } }"),
        [DiagnosticNumbers.InvalidCode] = () => Load("static int F(int a, int b) => a + b;", "02 03 58 2A", "26 03 58 2A"),
        [DiagnosticNumbers.NoSuchMethod] = () => TestCompiler.Run("public static class P { public static int G() { return 1; } }"),
        [DiagnosticNumbers.WrongArguments] = () =>
            TestCompiler.Run("public static class P { public static int F(byte x) { return x; } }", 256),
        [DiagnosticNumbers.UnhandledException] = () =>
            TestCompiler.Run("public static class P { public static int F(int[] a) { return a[0]; } }", [null]),
        [DiagnosticNumbers.OutOfMemory] = () =>
            TestCompiler
                .Load(
                    "public static class P { public static byte[] F() { return new byte[2000]; } }",
                    new MachineOptions { HeapLimitBytes = 1000 }
                )
                .Invoke("P", "F"),
        [DiagnosticNumbers.InstructionLimit] = () =>
            TestCompiler
                .Load(
                    "public static class P { public static void F() { while (true) { } } }",
                    new MachineOptions { InstructionLimit = 100 }
                )
                .Invoke("P", "F"),
        [DiagnosticNumbers.Undefined] = () =>
            TestCompiler.Run("public static class P { public static int F(int a, int b) { return a / b; } }", int.MinValue, -1),
        [DiagnosticNumbers.StackOverflow] = () => TestCompiler.Run(Recursion, 1_000_000),
    };

    public static TheoryData<string> Numbers => [.. s_programs.Keys];

    [Theory, MemberData(nameof(Numbers))]
    public void Its_program_is_refused_or_fails(string number) =>
        Should.Throw<EmulatorException>(s_programs[number]).Number.ShouldBe(number);

    [Fact]
    public void Every_number_of_the_emulator_has_a_program() =>
        s_programs.Keys.ShouldBe(EmulatorDiagnostics.Numbers.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Q", "F", 1, "no loaded assembly has a type 'Q'")]
    [InlineData("P", "G", 1, "type 'P' has no static method 'G' with 1 parameters")]
    [InlineData("P", "F", 2, "type 'P' has no static method 'F' with 2 parameters")]
    public void What_does_not_exist_is_named(string type, string method, int arguments, string message) =>
        Should
            .Throw<EmulatorException>(() =>
                TestCompiler.Load(Recursion).Invoke(type, method, [.. Enumerable.Repeat<object?>(0, arguments)])
            )
            .Message.ShouldBe($"{DiagnosticNumbers.NoSuchMethod} {message}");

    [Theory]
    [InlineData("byte", 256)]
    [InlineData("sbyte", -129)]
    [InlineData("uint", -1)]
    [InlineData("int", 1L << 31)]
    [InlineData("int", "1")]
    [InlineData("float", 1.0)]
    [InlineData("string", 1)]
    [InlineData("int[]", new byte[] { 1 })]
    [InlineData("int", null)]
    public void Arguments_outside_the_range_of_their_parameter_are_named(string type, object? argument)
    {
        var refusal = Should.Throw<EmulatorException>(() =>
            TestCompiler.Run($"public static class P {{ public static void F({type} x) {{ }} }}", [argument])
        );

        refusal.Number.ShouldBe(DiagnosticNumbers.WrongArguments);
        refusal.Message.ShouldContain("argument 1 of 'P::F(");
    }

    /// <summary>What nanoFramework's libraries do not let through the compiler.</summary>
    private static byte[] CompileForDesktop(string source) =>
        [
            .. CSharpCompiler
                .Compile(
                    "test",
                    [new SourceText("test.cs", source)],
                    [],
                    coreLibrary: [.. File.ReadAllBytes(typeof(object).Assembly.Location)]
                )
                .Required()
                .Image,
        ];

    /// <summary>Loads members of a class whose IL is changed behind the compiler's back.</summary>
    private static void Load(string members, string il, string changed)
    {
        var image = TestCompiler.Compile($"public static class P {{ public {members} }}");
        var place = image.AsSpan().IndexOf(Bytes(il));
        place.ShouldBeGreaterThan(0);
        Bytes(changed).CopyTo(image, place);
        Machine.Load([image]);
    }

    private static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
