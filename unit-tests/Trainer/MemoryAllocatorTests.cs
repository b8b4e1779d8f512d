using Striate.Trainer.Native;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class MemoryAllocatorTests
{
    [Fact]
    public void Glibc_has_the_settings_and_others_are_left_alone()
    {
        var isGlibc =
            OperatingSystem.IsLinux()
            && File.Exists("/proc/self/maps")
            && File.ReadAllText("/proc/self/maps").Contains("libc.so.6", StringComparison.Ordinal);
        MemoryAllocator.KeepFreedMemory().ShouldBe(isGlibc);
    }
}
