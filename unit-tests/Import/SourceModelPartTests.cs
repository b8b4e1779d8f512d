using System.Text;
using CsCheck;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.UnitTests.Model;

namespace Striate.UnitTests.Import;

/// <summary>The part that tells a package's source, from a package that someone else made.</summary>
public class SourceModelPartTests
{
    private static readonly string s_part = Encoding.UTF8.GetString(
        new SourceModelPart(
            "tflite",
            new string('0', 64),
            [1, 6, 5, 1],
            [new OperatorReport(0, "CONV_2D", "a", "conv_2d0", "taken over", [1, 3, 3, 2])]
        )
            .Format()
            .AsSpan()
    );

    [Fact]
    public void A_package_that_was_not_imported_has_none() => SourceModelPart.Of(Samples.Package, "p").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"framework\":null,\"sha256\":\"\",\"inputShape\":[],\"operators\":[]}")]
    [InlineData("{\"framework\":\"\",\"sha256\":\"\",\"inputShape\":null,\"operators\":[]}")]
    [InlineData("{\"framework\":\"\",\"sha256\":\"\",\"inputShape\":[-1,-30],\"operators\":[]}")]
    [InlineData("{\"framework\":\"\",\"sha256\":\"\",\"inputShape\":[1,1,1,1,1,1,1,1,1],\"operators\":[]}")]
    [InlineData("{\"framework\":\"\",\"sha256\":\"\",\"inputShape\":[],\"operators\":[null]}")]
    [InlineData(
        "{\"framework\":\"\",\"sha256\":\"\",\"inputShape\":[],\"operators\":[{\"index\":0,\"operator\":\"\",\"tensor\":\"\",\"layer\":null,\"became\":\"\",\"shape\":null}]}"
    )]
    public void A_part_that_is_none_is_refused_with_the_file(string text) =>
        Should.Throw<PackageException>(() => Of(text)).Message.ShouldStartWith("p.striate: source-model.json: ");

    [Fact]
    public void Random_changes_give_a_part_or_a_refusal()
    {
        var piece = Gen.OneOf("", "null", "-1", "[", "]", "{", "}", "\"", ",", "1e9", "99999999999", "\0", "\n", "é");
        Gen.Select(Gen.Int[0, s_part.Length], Gen.Int[0, 12], piece)
            .Array[1, 4]
            .Sample(
                changes =>
                {
                    try
                    {
                        Of(
                            changes.Aggregate(
                                s_part,
                                (text, change) =>
                                {
                                    var at = Math.Min(change.Item1, text.Length);
                                    return text[..at] + change.Item3 + text[Math.Min(at + change.Item2, text.Length)..];
                                }
                            )
                        )!
                            .Operators.ShouldAllBe(one => one.Shape.All(side => side >= 0));
                    }
                    catch (PackageException refused)
                    {
                        refused.Message.Any(char.IsControl).ShouldBeFalse();
                    }
                },
                iter: 3000
            );
    }

    private static SourceModelPart? Of(string text) =>
        SourceModelPart.Of(
            Samples.Package with
            {
                OptionalParts = [new OptionalPart(OptionalPartNames.SourceModel, [.. Encoding.UTF8.GetBytes(text)])],
            },
            "p.striate"
        );
}
