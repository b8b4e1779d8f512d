using Striate.Platform;

namespace Striate.UnitTests.Platform;

public class ByteSizeTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("65536", 65_536)]
    [InlineData("64K", 65_536)]
    [InlineData("64k", 65_536)]
    [InlineData("2M", 2_097_152)]
    [InlineData("2047M", 2_146_435_072)]
    public void Sizes_are_read(string text, long bytes)
    {
        ByteSize.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1.5K")]
    [InlineData("64KB")]
    [InlineData(" 64K")]
    [InlineData("2048M")]
    [InlineData("99999999999999")]
    [InlineData("9999999999M")]
    public void Everything_else_is_refused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();
}
