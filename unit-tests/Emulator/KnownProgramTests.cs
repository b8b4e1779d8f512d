using Striate.Emulator;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Emulator;

/// <summary>Every known program does here what it did on the real runtime, or is refused with the reason.</summary>
public sealed class KnownProgramTests
{
    // Main's own three instructions and the four of Console.WriteLine("END"), which the known counts leave out.
    private const int EmptyProgram = 7;

    // The recorded runs had a younger core library, whose Number.Format does not keep its result in a local.
    private const int OfNumberFormat = 2;

    // Programs that write no number, or several; the others write one.
    private static readonly Dictionary<string, int> s_numbers = new()
    {
        ["checked_ovf"] = 0,
        ["div_zero"] = 0,
        ["index_oor"] = 0,
        ["float_ops"] = 2,
        ["sar"] = 3,
        ["str_const"] = 2,
        ["uint_ops"] = 3,
    };

    public static TheoryData<string> Completing =>
        [.. KnownProgram.All.Where(program => program.Completes && program.Name != "generic_method").Select(program => program.Name)];

    [Theory]
    [MemberData(nameof(Completing))]
    public void ItPrintsWhatTheRealRuntimePrinted(string name)
    {
        var program = KnownProgram.Get(name);

        var (output, counters) = Run(program);

        output.ShouldBe([.. program.Output, "END"]);
        (counters.Instructions - EmptyProgram).ShouldBe(program.Instructions + (OfNumberFormat * s_numbers.GetValueOrDefault(name, 1)));
    }

    [Theory]
    [InlineData("generic_method", "STR1301")]
    [InlineData("default_iface", "STR1304")]
    [InlineData("multidim", "STR1303")]
    [InlineData("locals_300", "STR1201")]
    [InlineData("stackalloc_ptr", "STR1305")]
    [InlineData("unsafe_fixed", "STR1305")]
    [InlineData("float_to_int_sat", "STR1611")]
    [InlineData("intmin_div", "STR1614")]
    public void WhatFailsOnTheDeviceIsRefusedOrFailsWithTheReason(string name, string number) =>
        Should.Throw<EmulatorException>(() => Run(KnownProgram.Get(name))).Number.ShouldBe(number);

    [Fact]
    public void NoProgramThatConvertsIsLeftOut() =>
        KnownProgram
            .All.Where(program => program is { Converts: true, Completes: false })
            .Select(program => program.Name)
            .ShouldBe(["default_iface", "float_to_int_sat", "intmin_div", "locals_300", "multidim"], ignoreOrder: true);

    private static (string[] Output, Counters Counters) Run(KnownProgram program)
    {
        var output = new StringWriter();
        var machine = Machine.Load([program.Compile().Required().Image.AsMemory()], new MachineOptions { Output = output });
        machine.InvokeMain(program.Name);
        return (output.ToString().TrimEnd('\n').Split('\n'), machine.Counters);
    }
}
