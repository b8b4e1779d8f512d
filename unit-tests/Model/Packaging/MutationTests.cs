using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

/// <summary>Random changes by someone who knows the format: the result is a valid package or is refused, nothing else.</summary>
public class MutationTests
{
    private static readonly string[] s_values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1",
        "2",
        "255",
        "65536",
        "16777216",
        "2147483647",
        "-2147483648",
        "4294967296",
        "1e300",
        "1e999",
        "0.5",
        "\"\"",
        "\"input\"",
        "\"conv1\"",
        "\"flatten\"",
        "\"\\u0000\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "{\"kind\":\"add\"}",
    ];

    [Fact]
    public void Random_values_in_the_JSON_parts_give_a_valid_package_or_are_refused()
    {
        var change =
            from place in Gen.Int[0, 2000]
            from value in Gen.OneOf(s_values)
            from remove in Gen.Int[0, 9]
            select (place, value, remove == 0);
        var cases =
            from part in Gen.OneOf("manifest.json", "manifest.json", "manifest.json", "report.json")
            from changes in change.Array[1, 3]
            select (part, changes);
        cases.Sample(
            pair =>
                ValidOrRefused(
                    Tampering.WithJson(
                        pair.part,
                        json =>
                        {
                            foreach (var (place, value, remove) in pair.changes)
                            {
                                Change(json, place, value, remove);
                            }
                        }
                    )
                ),
            iter: 500
        );
    }

    [Fact]
    public void Random_bytes_in_the_parts_give_a_valid_package_or_are_refused()
    {
        var names = StoredZip.Read(Tampering.Good, PackageLimits.MaximumParts)[..^1].Select(part => part.Name).ToArray();
        var cases = from name in Gen.OneOf(names) from place in Gen.Int[0, 5000] from value in Gen.Byte select (name, place, value);
        cases.Sample(
            change =>
                ValidOrRefused(
                    Tampering.WithPart(
                        change.name,
                        content =>
                        {
                            content[change.place % content.Length] = change.value;
                            return content;
                        }
                    )
                ),
            iter: 500
        );
    }

    [Fact]
    public void Random_pieces_of_JSON_are_refused()
    {
        var token = Gen.OneOf([.. s_values, "{", "}", "[", "]", ",", ":", "\"format\":1,", "\"network\":", " ", "\\", "\ufffd"]);
        token
            .Array[0, 12]
            .Sample(tokens =>
                Tampering.Refused(
                    Tampering.WithPart("manifest.json", _ => Encoding.UTF8.GetBytes("{\"format\":1," + string.Concat(tokens)))
                )
            );
    }

    private static void ValidOrRefused(byte[] file)
    {
        ModelPackage package;
        try
        {
            package = PackageFile.Parse(file, "mutant").Package;
        }
        catch (PackageException exception)
        {
            exception.Message.Any(char.IsControl).ShouldBeFalse();
            return;
        }

        NetworkValidator.Check(package.Network).ShouldBeEmpty();
        PackageFile.Parse(PackageFile.Format(package, "again"), "again");
    }

    private static void Change(JsonNode root, int place, string value, bool remove)
    {
        var nodes = Descendants(root).ToArray();
        if (nodes.Length == 0)
        {
            return;
        }

        var (parent, key, index) = nodes[place % nodes.Length];
        switch (parent)
        {
            case JsonObject json when remove:
                json.Remove(key!);
                break;
            case JsonObject json:
                json[key!] = JsonNode.Parse(value);
                break;
            case JsonArray array when remove:
                array.RemoveAt(index);
                break;
            case JsonArray array:
                array[index] = JsonNode.Parse(value);
                break;
            default:
                throw new InvalidOperationException("only objects and arrays have children");
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Descendants(JsonNode node) =>
        node switch
        {
            JsonObject json => json.SelectMany(pair => (pair.Value is null ? [] : Descendants(pair.Value)).Prepend((json, pair.Key, 0))),
            JsonArray array => array.SelectMany((item, index) => (item is null ? [] : Descendants(item)).Prepend((array, null, index))),
            _ => [],
        };
}
