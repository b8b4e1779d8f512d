using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>System.Device.Adc against the samples of the machine's options.</summary>
internal static class AdcLibrary
{
    private const string Controller = "System.Device.Adc.AdcController";
    private const string ControllerBase = "System.Device.Adc.AdcControllerBase";
    private const string Channel = "System.Device.Adc.AdcChannel";
    private const string ChannelBase = "System.Device.Adc.AdcChannelBase";

    // Twelve bits, as on an ESP32.
    private const int Maximum = 4095;

    public static readonly LibraryMethod[] Methods =
    [
        new($"{Controller}::.ctor()", (machine, slot) => machine.SetReference(slot, new AdcObject(machine.Library(Controller), -1))),
        new(
            $"{ControllerBase}::OpenChannel(System.Int32)",
            (machine, slot) => machine.SetReference(slot, new AdcObject(machine.Library(Channel), (int)machine.Number(slot + 1)))
        ),
        new($"{ControllerBase}::get_MaxValue()", (machine, slot) => machine.SetNumber(slot, Maximum)),
        new(
            $"{ChannelBase}::ReadValue()",
            (machine, slot) => machine.SetNumber(slot, Math.Clamp(machine.AdcValue(machine.This<AdcObject>(slot).Channel), 0, Maximum))
        ),
    ];
}

/// <summary>An analogue-digital converter, or one channel of it.</summary>
internal sealed record AdcObject(TypeDescriptor Type, int Channel);
