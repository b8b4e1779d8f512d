using Striate.Cli;

namespace Striate.UnitTests.Cli;

public sealed class TimeLeftTests
{
    [Theory]
    [InlineData(0, "00:00")]
    [InlineData(150, "02:30")]
    [InlineData(3_599, "59:59")]
    [InlineData(3_600, "1:00:00")]
    [InlineData((72 * 3_600) + 309, "72:05:09")]
    public void Hours_are_shown_where_there_are_any(int seconds, string text) =>
        TimeLeft.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void What_is_done_tells_what_is_left()
    {
        TimeLeft.Of(TimeSpan.FromMinutes(1), 0, 4).ShouldBeEmpty();
        TimeLeft.Of(TimeSpan.FromMinutes(1), 1, 4).ShouldBe(", 03:00 left");
        TimeLeft.Of(TimeSpan.FromMinutes(1), 4, 4).ShouldBe(", 00:00 left");
    }
}
