using System.Reflection.Metadata;
using Striate.Model.Streaming;
using Striate.Platform;

namespace Striate.UnitTests.Platform;

public class PlatformDataTests
{
    [Fact]
    public void Every_number_has_a_name_and_every_name_a_number() =>
        typeof(DiagnosticNumbers)
            .GetFields()
            .Select(field => (string)field.GetRawConstantValue()!)
            .ShouldBe(
                DiagnosticDescriptors
                    .All.Select(descriptor => descriptor.Number)
                    .Where(number =>
                        !number.StartsWith("STR18", StringComparison.Ordinal) && !number.StartsWith("STR20", StringComparison.Ordinal)
                    )
            );

    // The model knows no platform: it names the numbers of its own.
    [Fact]
    public void Numbers_of_streams_are_in_the_registry() =>
        DiagnosticDescriptors
            .All.Select(descriptor => descriptor.Number)
            .Where(number => number.StartsWith("STR20", StringComparison.Ordinal))
            .ShouldBe([BlockForm.NoStreamNumber, BlockForm.HopNumber]);

    [Fact]
    public void Every_opcode_is_in_exactly_one_group_of_costs()
    {
        var listed = InstructionCosts.Groups.SelectMany(group => group.Opcodes).ToList();

        listed.ShouldBeUnique();
        listed.ShouldBe(Enum.GetValues<ILOpCode>().Select(InstructionCosts.NameOf), ignoreOrder: true);
    }

    [Theory]
    [InlineData(ILOpCode.Ldc_i4_s, OperandKind.Other, false, 25)]
    [InlineData(ILOpCode.Add, OperandKind.Int, false, 56)]
    [InlineData(ILOpCode.Add, OperandKind.Long, false, 62)]
    [InlineData(ILOpCode.And, OperandKind.Long, false, 21)]
    [InlineData(ILOpCode.Ldloc_0, OperandKind.Int, false, 62)]
    [InlineData(ILOpCode.Ldloc_s, OperandKind.Long, false, 69)]
    [InlineData(ILOpCode.Ldloc_s, OperandKind.Small, false, 74)]
    [InlineData(ILOpCode.Ldloc_s, OperandKind.Reference, false, 88)]
    [InlineData(ILOpCode.Stloc_0, OperandKind.Int, false, 76)]
    [InlineData(ILOpCode.Mul, OperandKind.Long, false, 64)]
    [InlineData(ILOpCode.Ldc_i8, OperandKind.Other, false, 83)]
    [InlineData(ILOpCode.Conv_i8, OperandKind.Int, false, 124)]
    [InlineData(ILOpCode.Conv_i4, OperandKind.Long, false, 89)]
    [InlineData(ILOpCode.Blt_s, OperandKind.Int, true, 133)]
    [InlineData(ILOpCode.Blt_s, OperandKind.Long, true, 142)]
    [InlineData(ILOpCode.Blt, OperandKind.Int, true, 157)]
    [InlineData(ILOpCode.Brtrue_s, OperandKind.Int, true, 59)]
    [InlineData(ILOpCode.Stelem_i4, OperandKind.Other, false, 172)]
    [InlineData(ILOpCode.Ldfld, OperandKind.Int, false, 213)]
    [InlineData(ILOpCode.Ldsfld, OperandKind.Reference, false, 244)]
    [InlineData(ILOpCode.Stfld, OperandKind.Other, false, 205)]
    [InlineData(ILOpCode.Call, OperandKind.Void, false, 553)]
    [InlineData(ILOpCode.Call, OperandKind.Int, false, 659)]
    public void Measured_units_are_kept(ILOpCode opcode, OperandKind kind, bool isBack, int units)
    {
        InstructionCosts.Of(new InstructionForm(opcode, kind, isBack)).ShouldBe(units);
        InstructionCosts.GroupOf(opcode).Basis.ShouldBe(CostBasis.Measured);
    }

    [Fact]
    public void Types_of_costs_are_kinds_of_operands()
    {
        var names = Enum.GetValues<OperandKind>()
            .Select(InstructionCosts.NameOf)
            .SelectMany(name => new[] { name, name + " back" })
            .ToHashSet();
        InstructionCosts.Groups.SelectMany(group => group.Types.Keys).ShouldAllBe(type => names.Contains(type));
    }

    [Fact]
    public void Locals_cost_what_was_measured()
    {
        FrameCosts.Of(0, 0).ShouldBe(0);
        FrameCosts.Of(10, 0).ShouldBe(468);
        FrameCosts.Of(200, 0).ShouldBe(8847);
        FrameCosts.Of(0, 50).ShouldBe(2482);
    }

    [Theory]
    [InlineData(ILOpCode.Localloc)]
    [InlineData(ILOpCode.Cpblk)]
    [InlineData(ILOpCode.Initblk)]
    [InlineData(ILOpCode.Calli)]
    public void Instructions_that_the_interpreter_refuses_are_known(ILOpCode opcode) =>
        InstructionCosts.IsImplemented(opcode).ShouldBeFalse();

    [Fact]
    public void Every_limit_names_a_diagnostic_of_its_own()
    {
        Limits.All.Select(limit => limit.Id).ShouldBeUnique();
        Limits.All.Select(limit => limit.Diagnostic).ShouldBeUnique();
        foreach (var limit in Limits.All)
        {
            DiagnosticDescriptors.Get(limit.Diagnostic).Severity.ShouldBe(Severity.Error);
            (limit.FailsAt ?? long.MaxValue).ShouldBeGreaterThan(limit.Works);
        }
    }

    [Fact]
    public void Every_limit_has_a_remedy_for_whoever_generated_the_code()
    {
        var limits = DiagnosticDescriptors
            .All.Where(descriptor => descriptor.Number.StartsWith("STR12", StringComparison.Ordinal))
            .ToList();
        limits.Count.ShouldBeGreaterThanOrEqualTo(Limits.All.Length);
        foreach (var descriptor in limits)
        {
            descriptor.RemedyOfGenerated.ShouldNotBe(descriptor.Remedy, descriptor.Number);
            descriptor.RemedyOfGenerated.ShouldMatch("[Gg]enerate with|[Tt]rain |Shorten the names", descriptor.Number);
        }
    }

    [Fact]
    public void Limits_have_the_measured_values()
    {
        (Limits.ImageAssemblies.Works, Limits.ImageAssemblies.FailsAt).ShouldBe((64, 65));
        Limits.AssemblyBytecode.Works.ShouldBe(65535);
        Limits.AssemblyInitialisers.Works.ShouldBe(60000);
        Limits.AssemblyStrings.Works.ShouldBe(60000);
        Limits.MethodLocals.Works.ShouldBe(252);
        Limits.MethodStack.Works.ShouldBe(250);
        Limits.MethodBytecode.Works.ShouldBe(32767);
        Limits.TypeStaticFields.Works.ShouldBe(255);
        Limits.TypeMethods.Works.ShouldBe(255);
        Limits.ObjectBytes.Works.ShouldBe(65535 * 12);
    }

    [Fact]
    public void Numbers_of_diagnostics_rise()
    {
        var numbers = DiagnosticDescriptors.All.Select(descriptor => descriptor.Number).ToList();

        numbers.ShouldBeUnique();
        numbers.ShouldBe(numbers.Order(StringComparer.Ordinal));
        numbers.ShouldAllBe(number => number.Length == 7 && number.StartsWith("STR") && number.Skip(3).All(char.IsAsciiDigit));
    }

    [Fact]
    public void A_diagnostic_is_one_line_with_its_figures() =>
        Diagnostic
            .Exceeds(Limits.AssemblyBytecode, Location.Layer("conv3"), 71220)
            .ToString()
            .ShouldBe("STR1204 layer 'conv3': 71,220 bytes of IL; an assembly holds 65,535");

    [Fact]
    public void Targets_are_found_by_name()
    {
        Targets
            .All.Select(target => target.Name)
            .ShouldBe([
                "esp32",
                "esp32-2mb",
                "esp32-16mb",
                "esp32-psram",
                "esp32-s2",
                "esp32-s3",
                "esp32-s3-psram",
                "esp32-c3",
                "esp32-c6",
                "esp32-p4",
            ]);
        Targets.Get("esp32").DeploymentBytes.ShouldBe(1792 * 1024);
        Should
            .Throw<KeyNotFoundException>(() => Targets.Get("esp8266"))
            .Message.ShouldStartWith("there is no target 'esp8266'; known targets: esp32, esp32-2mb, ");
    }

    // 4 and 8 MB less what nanoFramework's firmware leaves to the system.
    [Theory]
    [InlineData("esp32-psram", 3_932_160)]
    [InlineData("esp32-s3-psram", 7_340_032)]
    public void A_board_with_psram_has_the_heap_that_its_firmware_takes(string target, long bytes) =>
        Targets.Get(target).HeapBytes.ShouldBe(bytes);

    [Fact]
    public void A_serial_port_is_on_pins_that_are_free()
    {
        var pins = Targets.All.ToDictionary(
            target => target.Name,
            target => (target.Connections.TransmitPin, target.Connections.ReceivePin)
        );
        pins["esp32"].ShouldBe((17, 16));
        pins["esp32-psram"].ShouldBe((33, 32), "16 and 17 are lines of a WROVER's PSRAM");
        foreach (var pin in new[] { pins["esp32-c3"].TransmitPin, pins["esp32-c3"].ReceivePin })
        {
            pin.ShouldNotBeInRange(12, 17, "lines of the C3's flash");
        }

        foreach (var pin in new[] { pins["esp32-c6"].TransmitPin, pins["esp32-c6"].ReceivePin })
        {
            pin.ShouldNotBeInRange(16, 17, "COM1 of a C6");
        }
    }
}
