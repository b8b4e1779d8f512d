using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.UnitTests.DataSets;

public sealed class DigitsTests
{
    private static readonly DataSet s_digits = Digits.Load();

    [Fact]
    public void Every_image_is_in_exactly_one_part_and_the_parts_are_stratified()
    {
        s_digits.Training.Count.ShouldBe(1437);
        s_digits.Test.Count.ShouldBe(360);
        s_digits.Test.Classes.GroupBy(c => c).Select(group => group.Count()).ShouldAllBe(count => count == 36);
        s_digits.Test.Classes.Distinct().Count().ShouldBe(10);

        var training = Images(s_digits.Training).ToHashSet();
        training.Overlaps(Images(s_digits.Test)).ShouldBeFalse();
        training.Count.ShouldBe(1437, "no image occurs twice");
    }

    [Fact]
    public void The_split_is_the_documented_one()
    {
        var samples = new Samples([.. Enumerable.Range(0, 20).Select(i => (byte)i)], [.. Enumerable.Range(0, 20).Select(i => i % 2)]);
        var (training, test) = StratifiedSplit.Split(samples, 2, 3);
        test.Values.ShouldBe(new byte[] { 6, 7, 12, 13, 18, 19 });
        test.Classes.ShouldBe([0, 1, 0, 1, 0, 1]);
        training.Values.Union(test.Values).Count().ShouldBe(20);
        Should.Throw<StriateException>(() => StratifiedSplit.Split(samples, 2, 11)).Message.ShouldContain("class 0");
    }

    [Fact]
    public void The_input_is_raw_and_the_checksum_is_the_files()
    {
        s_digits.Input.ShouldBe(new FeatureMap(new Shape(8, 8, 1), new IntegerType(5, false), 1.0 / 16));
        s_digits.Training.Values.Max().ShouldBe((byte)16);
        s_digits.Checksum.ShouldBe("46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a");
        s_digits.Labels.ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    }

    [Theory]
    [InlineData("1,2,3")]
    [InlineData("")]
    public void Lines_of_another_form_are_refused_with_their_number(string line) =>
        Should.Throw<StriateException>(() => Digits.Parse(new StringReader(line + "\n"))).Message.ShouldContain("line 1");

    [Fact]
    public void Values_out_of_range_and_missing_lines_are_refused()
    {
        var line = string.Join(',', Enumerable.Repeat("16", 64)) + ",9\n";
        Should.Throw<StriateException>(() => Digits.Parse(new StringReader(line))).Message.ShouldContain("1 lines");
        Should
            .Throw<StriateException>(() => Digits.Parse(new StringReader(line.Replace("16,9", "17,9", StringComparison.Ordinal))))
            .Message.ShouldContain("'17'");
        Should
            .Throw<StriateException>(() => Digits.Parse(new StringReader(string.Concat(Enumerable.Repeat(line, 1798)))))
            .Message.ShouldContain("line 1798");
    }

    private static IEnumerable<string> Images(Samples samples) =>
        Enumerable.Range(0, samples.Count).Select(i => Convert.ToHexString(samples[i]));
}
