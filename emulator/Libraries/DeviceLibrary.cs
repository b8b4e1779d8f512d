using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>What nanoFramework.Runtime.Native and Hardware.Esp32 tell of the device: memory, pins.</summary>
internal static class DeviceLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("nanoFramework.Runtime.Native.GC::Run(System.Boolean)", (machine, slot) => machine.SetNumber(slot, (uint)machine.FreeBytes)),
        new("nanoFramework.Runtime.Native.GC::EnableGCMessages(System.Boolean)", (_, _) => { }),
        new("nanoFramework.Runtime.Native.SystemInfo::get_TargetName()", (machine, slot) => machine.SetText(slot, "EMULATOR")),
        new("nanoFramework.Runtime.Native.SystemInfo::get_Platform()", (machine, slot) => machine.SetText(slot, "EMULATOR")),
        new("nanoFramework.Runtime.Native.SystemInfo::get_OEMString()", (machine, slot) => machine.SetText(slot, "Striate emulator")),
        new(
            "nanoFramework.Hardware.Esp32.NativeMemory::GetMemoryInfo(nanoFramework.Hardware.Esp32.NativeMemory/MemoryType,System.UInt32&,System.UInt32&,System.UInt32&)",
            MemoryInfo
        ),
        new(
            "nanoFramework.Hardware.Esp32.Configuration::SetPinFunction(System.Int32,nanoFramework.Hardware.Esp32.DeviceFunction)",
            (machine, slot) => machine.PinFunctions[(int)machine.Number(slot + 1)] = (int)machine.Number(slot)
        ),
        new(
            "nanoFramework.Hardware.Esp32.Configuration::GetFunctionPin(nanoFramework.Hardware.Esp32.DeviceFunction)",
            (machine, slot) => machine.SetNumber(slot, machine.PinFunctions.GetValueOrDefault((int)machine.Number(slot), -1))
        ),
    ];

    private static void MemoryInfo(Machine machine, int slot)
    {
        machine.StoreAt(slot + 1, (uint)machine.HeapBytes);
        machine.StoreAt(slot + 2, (uint)machine.FreeBytes);
        machine.StoreAt(slot + 3, (uint)machine.FreeBytes);
    }
}
