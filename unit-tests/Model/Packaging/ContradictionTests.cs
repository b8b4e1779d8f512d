using System.Text;
using System.Text.Json.Nodes;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

/// <summary>Files whose checksums are right and whose content is not.</summary>
public class ContradictionTests
{
    [Fact]
    public void Resealing_changes_nothing() => Tampering.WithParts(parts => parts).ShouldBe(Tampering.Good);

    [Fact]
    public void Another_version_is_refused_whatever_else_it_holds()
    {
        var refused = Tampering.Refused(Tampering.WithManifestText("{\"format\":2,", "{\"format\":1,\"more\":[{}],"));
        refused.Part.ShouldBe("manifest.json");
        refused.Reason.ShouldBe("format version 1; this version of striate reads 2 and 3");
    }

    [Theory]
    [InlineData("\"kind\":\"flatten\"", "\"kind\":\"Flatten\"")]
    [InlineData("\"kind\":\"flatten\"", "\"kind\":\"System.Diagnostics.Process\"")]
    [InlineData("\"kind\":\"flatten\",", "")]
    [InlineData("\"kind\":\"flatten\"", "\"kind\":null")]
    [InlineData("\"kind\":\"flatten\"", "\"kind\":1")]
    [InlineData("\"kind\":\"flatten\"", "\"kind\":\"maxPooling\"")]
    [InlineData("\"groups\":1", "\"groups\":1,\"groups\":1")]
    [InlineData("\"groups\":1", "\"groups\":1,\"unknown\":1")]
    [InlineData("\"groups\":1,", "")]
    [InlineData("\"groups\":1", "\"Groups\":1")]
    [InlineData("\"groups\":1", "\"groups\":null")]
    [InlineData("\"groups\":1", "\"groups\":\"1\"")]
    [InlineData("\"groups\":1", "\"groups\":1.5")]
    [InlineData("\"groups\":1", "\"groups\":99999999999")]
    [InlineData("\"groups\":1", "\"groups\":1,/* comment */")]
    [InlineData("\"scale\":0.05", "\"scale\":1e999")]
    [InlineData("\"scale\":0.05", "\"scale\":NaN")]
    [InlineData("\"scale\":0.05", "\"scale\":\"NaN\"")]
    [InlineData("\"scale\":0.05", "\"scale\":-0.05")]
    [InlineData("\"inputs\":[\"flat\"]", "\"inputs\":[null]")]
    [InlineData("\"inputs\":[\"flat\"]", "\"inputs\":null")]
    [InlineData("\"inputs\":[\"flat\"]", "\"inputs\":[\"logits\"]")]
    [InlineData("\"name\":\"norm\"", "\"name\":\"conv1\"")]
    [InlineData("\"name\":\"norm\"", "\"name\":\"../norm\"")]
    [InlineData("\"name\":\"norm\"", "\"name\":\"\\ud800\"")]
    [InlineData("\"labels\":[\"a\"", "\"labels\":[null")]
    [InlineData("\"labels\":[\"a\"", "\"labels\":[\"\\ud800\"")]
    [InlineData("\"labels\":[\"a\",", "\"labels\":[")]
    [InlineData("\"layers\":[", "\"layers\":[null,")]
    [InlineData("\"clamp\":null", "\"clamp\":{\"minimum\":0,\"maximum\":1}")]
    [InlineData("\"shapesInUse\":[0,5,30]", "\"shapesInUse\":[]")]
    [InlineData("\"shapesInUse\":[0,5,30]", "\"shapesInUse\":[0,5,38]")]
    [InlineData("\"shapesInUse\":[0,5,30]", "\"shapesInUse\":[0,5,5]")]
    [InlineData("\"weightCount\":12", "\"weightCount\":13")]
    [InlineData("\"weightCount\":12", "\"weightCount\":-1")]
    [InlineData("\"weightCount\":12", "\"weightCount\":2147483647")]
    [InlineData("\"weightBits\":4", "\"weightBits\":0")]
    [InlineData("\"weightBits\":4", "\"weightBits\":-4")]
    [InlineData("\"weightBits\":4", "\"weightBits\":33")]
    [InlineData("\"dense\":false", "\"dense\":true")]
    [InlineData("\"inputChannels\":2", "\"inputChannels\":0")]
    [InlineData("\"inputChannels\":2", "\"inputChannels\":-2147483648")]
    [InlineData("\"inputChannels\":2", "\"inputChannels\":2147483647")]
    [InlineData("\"kernelHeight\":3", "\"kernelHeight\":0")]
    [InlineData("\"kernelHeight\":3", "\"kernelHeight\":2147483647")]
    [InlineData("\"channels\":2", "\"channels\":2147483647")]
    [InlineData("\"channels\":2", "\"channels\":-2")]
    [InlineData("\"channels\":2", "\"channels\":0")]
    [InlineData("\"parts\":[{", "\"pants\":[{")]
    public void A_manifest_that_contradicts_itself_is_refused(string old, string changed) =>
        Tampering.Refused(Tampering.WithManifestText(old, changed));

    [Fact]
    public void Nested_JSON_is_refused_before_it_fills_the_stack()
    {
        var deep = new string('[', 100_000) + new string(']', 100_000);
        Tampering
            .Refused(Tampering.WithManifestText("\"groups\":1", "\"groups\":" + deep))
            .Reason.ShouldContain("not the JSON that stands there");
        Tampering.Refused(Tampering.WithPart("manifest.json", _ => Encoding.UTF8.GetBytes(deep)));
        Tampering.Refused(Tampering.WithPart("report.json", _ => Encoding.UTF8.GetBytes(deep)));
    }

    [Fact]
    public void A_manifest_that_lists_other_parts_is_refused()
    {
        var parts = StoredZip.Read(Tampering.Good, PackageLimits.MaximumParts)[..^1];
        var manifest = JsonNode.Parse(parts[0].Content.Span)!;
        manifest["parts"]![0]!["bytes"] = 2;
        parts = parts.SetItem(0, parts[0] with { Content = Encoding.UTF8.GetBytes(manifest.ToJsonString()) });
        var refused = Tampering.Refused(StoredZip.Write([.. parts, Checksums.Of(parts)]));
        (refused.Part, refused.Reason).ShouldBe(("manifest.json", "its list of parts differs from the parts that are there"));
    }

    [Theory]
    [InlineData("tensors/conv1.index", "bits after the last code are set, or bytes were appended")]
    [InlineData("tensors/conv1.weights", "7 weights of 4 bits take 4 bytes, not 5")]
    [InlineData("tensors/conv1.bias", "9 bytes; 8 are expected")]
    [InlineData("tensors/conv1.multipliers", "9 bytes; 8 are expected")]
    [InlineData("tensors/conv1.shifts", "3 bytes; 2 are expected")]
    [InlineData("tensors/norm.offsets", "9 bytes; 8 are expected")]
    [InlineData("tensors/logits.weights", "12 weights of 5 bits take 8 bytes, not 9")]
    [InlineData("golden.bin", "157 bytes; 2 vectors take 156")]
    public void A_part_that_is_too_long_is_refused(string part, string reason)
    {
        var refused = Tampering.Refused(Tampering.WithPart(part, content => [.. content, 0]));
        (refused.Part, refused.Reason).ShouldBe((part, reason));
        Tampering.Refused(Tampering.WithPart(part, content => content[..^1])).Part.ShouldBe(part);
        Tampering.Refused(Tampering.WithPart(part, _ => [])).Part.ShouldBe(part);
    }

    [Fact]
    public void Values_that_cannot_be_are_refused()
    {
        Tampering.Refused(Tampering.WithPart("tensors/conv1.index", _ => [0xFF])).Reason.ShouldBe("shape 0 is listed and no kernel has it");
        Tampering
            .Refused(Tampering.WithPart("tensors/conv1.weights", _ => [0x81, 0x73, 0x09, 0x0F]))
            .Reason.ShouldBe("weight 1 is -8, which 4-bit weights never are");
        Tampering
            .Refused(Tampering.WithPart("tensors/conv1.shifts", _ => [0, 1]))
            .Reason.ShouldBe("layer 'conv1': shift 0 is not in 1..62");
        Tampering
            .Refused(Tampering.WithPart("tensors/conv1.multipliers", _ => [3, 0, 0, 128, 1, 0, 0, 0]))
            .Reason.ShouldBe("layer 'conv1': a multiplier is not in 1..2147483647");
        Tampering
            .Refused(Tampering.WithPart("tensors/conv1.bias", _ => [255, 255, 255, 127, 0, 0, 0, 0]))
            .Reason.ShouldContain("beyond int32");
    }

    [Fact]
    public void Golden_vectors_that_do_not_fit_the_network_are_refused()
    {
        Tampering
            .Refused(Tampering.WithPart("golden.bin", content => [1, .. content[1..]]))
            .Reason.ShouldBe("156 bytes; 1 vectors take 80");
        Tampering
            .Refused(Tampering.WithPart("golden.bin", content => [0, 0, 0, 128, .. content[4..]]))
            .Reason.ShouldContain("must be 0 to 4096");
        Tampering
            .Refused(Tampering.WithPart("golden.bin", content => [255, 255, 255, 127, .. content[4..]]))
            .Reason.ShouldContain("must be 0 to 4096");
        Tampering.Refused(Tampering.WithPart("golden.bin", _ => [1, 0])).Reason.ShouldBe("it is cut off");
    }

    [Theory]
    [InlineData("network", "\"other\"", "it is about another network")]
    [InlineData("dataSet", "\"\"", "the data set's name is refused; a label has 1..64 printable characters")]
    [InlineData("dataSetSha256", "\"abc\"", "the data set's SHA-256 is not 64 lower-case hexadecimal digits")]
    [InlineData("epochs", "-1", "epochs or bits are out of range")]
    [InlineData("bits", "9", "epochs or bits are out of range")]
    [InlineData("integer", "1e999", "a percentage is not in 0..100")]
    [InlineData("integer", "100.01", "a percentage is not in 0..100")]
    [InlineData("removedMacs", "-1", "a percentage is not in 0..100")]
    [InlineData("weightBytes", "1", "it counts 1 weight, 1 index and 18 total bytes; the network has 12, 1 and 18")]
    [InlineData("layerErrors", "[null]", "its layer errors are not those of the network's layers")]
    [InlineData("layerErrors", "[]", "its layer errors are not those of the network's layers")]
    [InlineData("totalBytes", "17", "it counts 12 weight, 1 index and 17 total bytes; the network has 12, 1 and 18")]
    public void A_report_that_cannot_be_is_refused(string key, string value, string reason)
    {
        var refused = Tampering.Refused(Tampering.WithJson("report.json", json => json[key] = JsonNode.Parse(value)));
        (refused.Part, refused.Reason).ShouldBe(("report.json", reason));
    }

    [Theory]
    [InlineData(200.5, false)]
    [InlineData(-200, true)]
    public void Layer_errors_are_of_the_networks_layers_and_in_their_range(double decibels, bool isGood)
    {
        var layers = Samples.Network.Layers.Select(layer => layer.Name);
        var errors = new JsonArray([.. layers.Select(layer => new JsonObject { ["layer"] = layer, ["signalToNoise"] = decibels })]);
        var bytes = Tampering.WithJson("report.json", json => json["layerErrors"] = errors);
        if (isGood)
        {
            PackageFile.Parse(bytes, "good").Package.Report!.LayerErrors!.Value.ShouldAllBe(error => error.SignalToNoise == decibels);
        }
        else
        {
            Tampering.Refused(bytes).Reason.ShouldBe("an SQNR is not in -200..200");
        }
    }
}
