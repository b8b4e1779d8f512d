using Striate.Model.Graph.Validation;

namespace Striate.UnitTests.Model.Validation;

public class NamesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("_1", true)]
    [InlineData("block1.conv-2_b", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("1a", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\"", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void Names_are_plain(string? name, bool expected) => Names.IsName(name).ShouldBe(expected);

    [Theory]
    [InlineData("7", true)]
    [InlineData("Übergröße \"x\" \\", true)]
    [InlineData("cat 🐈", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a\0", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("a\u200bb", false)]
    [InlineData("\ue000", false)]
    public void Labels_are_printable(string? label, bool expected) => Names.IsLabel(label).ShouldBe(expected);

    [Fact]
    public void Half_a_surrogate_pair_is_no_label()
    {
        Names.IsLabel("a" + (char)0xd83d).ShouldBeFalse();
        Names.IsLabel((char)0xdc08 + "a").ShouldBeFalse();
    }

    [Fact]
    public void Names_and_labels_have_at_most_64_characters()
    {
        Names.IsName(new string('a', 64)).ShouldBeTrue();
        Names.IsName(new string('a', 65)).ShouldBeFalse();
        Names.IsLabel(new string('ä', 64)).ShouldBeTrue();
        Names.IsLabel(new string('ä', 65)).ShouldBeFalse();
    }
}
