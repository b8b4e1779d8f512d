using Striate.Emulator;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Platform;

/// <summary>Each limit is silent at the last value that works, and reports the next.</summary>
public class LimitChecksTests
{
    [Fact]
    public void Locals_of_a_method() => AtTheLimit("STR1201", Limits.MethodLocals, CheckedPrograms.Locals);

    [Fact]
    public void Evaluation_stack_of_a_method() => AtTheLimit("STR1202", Limits.MethodStack, CheckedPrograms.Stack);

    [Fact]
    public void Static_fields_of_a_type() => AtTheLimit("STR1207", Limits.TypeStaticFields, CheckedPrograms.StaticFields);

    [Fact]
    public void Instance_fields_of_a_type() => AtTheLimit("STR1210", Limits.TypeInstanceFields, CheckedPrograms.InstanceFields);

    [Fact]
    public void Methods_of_a_type() => AtTheLimit("STR1208", Limits.TypeMethods, CheckedPrograms.StaticMethods);

    [Fact]
    public void Arguments_of_a_method() => AtTheLimit("STR1211", Limits.MethodArguments, CheckedPrograms.Arguments);

    [Fact]
    public void Targets_of_a_switch() => AtTheLimit("STR1212", Limits.SwitchTargets, CheckedPrograms.Switch);

    [Fact]
    public void Handlers_of_a_method() => AtTheLimit("STR1213", Limits.MethodHandlers, CheckedPrograms.Handlers);

    // Of 64, mscorlib is one that every application needs, and what a library refers to counts as well.
    [Fact]
    public void Assemblies_of_an_application()
    {
        AssemblyChecker.Check(CheckedPrograms.Assemblies(63)).ShouldBeEmpty();
        AssemblyChecker
            .Check(CheckedPrograms.Assemblies(64))
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("STR1214 assembly 'p63': 65 assemblies, libraries included; an application holds 64");
        var port = CheckedPrograms.Assemblies(60, "class C { static object F() { return new System.IO.Ports.SerialPort(\"COM2\"); } }");
        AssemblyChecker.Check(port).ShouldContain(diagnostic => diagnostic.Number == "STR1214");
        AssemblyChecker.Check([.. port.Take(50), port[^1]]).ShouldNotContain(diagnostic => diagnostic.Number == "STR1214");
    }

    [Fact]
    public void The_emulator_loads_as_many_as_the_device()
    {
        Machine.Load(CheckedPrograms.Assemblies(63).Select(image => image.AsMemory())).ShouldNotBeNull();
        var refusal = Should.Throw<EmulatorException>(() => Machine.Load(CheckedPrograms.Assemblies(64).Select(image => image.AsMemory())));
        (refusal.Number, refusal.Problem).ShouldBe(
            ("STR1214", "65 assemblies, libraries included; an application holds 64; " + Limits.ImageAssemblies.Failure)
        );
    }

    [Fact]
    public void Array_initialisers_of_an_assembly()
    {
        CheckedPrograms.Check(CheckedPrograms.Initialiser(60_000)).ShouldBeEmpty();
        Report("STR1205", CheckedPrograms.Initialiser(60_008))
            .ToString()
            .ShouldBe("STR1205 assembly 'program': 60,008 bytes of array initialisers; an assembly holds 60,000");
    }

    [Fact]
    public void Largest_object()
    {
        CheckedPrograms.Check("class P { static int[] A = new int[196600]; }").ShouldBeEmpty();
        CheckedPrograms
            .Check("class P { static int[] A = new int[196601]; }")
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("STR1209 method 'P..cctor': 786,432 bytes of one object; the heap holds 786,420");
    }

    [Fact]
    public void Strings_of_an_assembly()
    {
        CheckedPrograms.Check(CheckedPrograms.Text(58_000)).ShouldBeEmpty();
        Report("STR1206", CheckedPrograms.Text(60_001)).Value!.Value.ShouldBeInRange(60_001, 61_000);
    }

    [Fact]
    public void Code_of_a_method()
    {
        CheckedPrograms.Check(CheckedPrograms.Statements(1, 2_900)).ShouldBeEmpty();
        Report("STR1203", CheckedPrograms.Statements(1, 3_000)).Location.ShouldBe(Location.Method("P", "F0"));
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Code_of_an_assembly()
    {
        CheckedPrograms.Check(CheckedPrograms.Statements(3, 1_900)).ShouldBeEmpty();
        Report("STR1204", CheckedPrograms.Statements(3, 2_100)).Location.ShouldBe(Location.Assembly("program"));
    }

    [Fact]
    public void The_depth_in_the_header_of_a_method_is_not_believed()
    {
        var image = CheckedPrograms.Compile(CheckedPrograms.Stack(251)).ToArray();
        // A fat header: its size in the upper half of a byte, then the depth in 16 bits.
        var header = image.AsSpan().IndexOf<byte>([0x30, 251, 0]);
        header.ShouldBeGreaterThan(0);
        image[header + 1] = 8;

        AssemblyChecker.Check([.. image]).ShouldHaveSingleItem().Value.ShouldBe(251);
    }

    private static void AtTheLimit(string number, Limit limit, Func<int, string> program)
    {
        CheckedPrograms.Check(program((int)limit.Works)).ShouldBeEmpty();
        var diagnostic = Report(number, program((int)limit.Works + 1));
        diagnostic.Value.ShouldBe(limit.Works + 1);
        diagnostic.Limit.ShouldBe(limit.Works);
    }

    private static Diagnostic Report(string number, string program)
    {
        var diagnostic = CheckedPrograms.Check(program).ShouldHaveSingleItem();
        diagnostic.Number.ShouldBe(number);
        diagnostic.Severity.ShouldBe(Severity.Error);
        return diagnostic;
    }
}
