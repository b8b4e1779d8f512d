using CsCheck;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen;
using Striate.Codegen.Naming;
using Striate.Fuzzing;

namespace Striate.UnitTests.Codegen;

public class IdentifierTests
{
    [Fact]
    public void Any_name_becomes_an_identifier_that_no_other_name_has() =>
        Gen
            .String.Array[1, 20]
            .Sample(names =>
            {
                var taken = new HashSet<string>(StringComparer.Ordinal);
                var identifiers = names.Select(name => Identifiers.Unique(name, taken)).ToList();
                identifiers.ShouldBeUnique();
                identifiers.ShouldAllBe(name =>
                    SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && name.All(char.IsAscii)
                );
            });

    [Theory]
    [InlineData("run")]
    [InlineData("classify")]
    [InlineData("array")]
    [InlineData("arena")]
    [InlineData("label")]
    [InlineData("rows")]
    [InlineData("accumulators")]
    [InlineData("input-length")]
    [InlineData("con")]
    [InlineData("system")]
    [InlineData("striate")]
    [InlineData("network")]
    public void A_network_may_have_any_name(string name)
    {
        var network = NetworkGenerator.FromSeed(1, GeneratorSize.Small) with { Name = name, Labels = [] };
        network = network with { Labels = [.. Enumerable.Range(0, network.Logits.Shape.Length).Select(label => $"class {label}")] };
        Generator
            .Build(network, new GeneratorOptions(), new string('0', 64), cancellation: TestContext.Current.CancellationToken)
            .Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Classes_differ_in_more_than_the_case_of_letters()
    {
        var network = NetworkGenerator.FromSeed(1, GeneratorSize.Medium);
        var names = network
            .Layers.Select(
                (layer, index) =>
                    (layer.Name, New: index % 2 == 0 ? $"layer{(char)('a' + (index / 2))}" : $"layer{(char)('A' + (index / 2))}")
            )
            .ToDictionary(pair => pair.Name, pair => pair.New);
        names.Count.ShouldBeGreaterThan(1);
        network = network with
        {
            Layers =
            [
                .. network.Layers.Select(layer =>
                    layer with
                    {
                        Name = names[layer.Name],
                        Inputs = [.. layer.Inputs.Select(input => names.GetValueOrDefault(input, input))],
                    }
                ),
            ],
        };
        var files = Generator.Emit(network, new GeneratorOptions(Strategy.Table), new string('0', 64)).Files;
        files.Length.ShouldBeGreaterThan(3);
        files.Select(file => $"{file.Assembly}/{file.Name}".ToUpperInvariant()).ShouldBeUnique();
    }

    [Fact]
    public void A_comment_holds_no_line_end() =>
        Gen.String.Sample(name => Identifiers.Comment(name).All(character => character is >= ' ' and <= '~').ShouldBeTrue());

    [Fact]
    public void A_label_cannot_leave_its_literal() =>
        Gen.String.Sample(label =>
        {
            var token = SyntaxFactory.ParseToken(Identifiers.Literal(label));
            token.Kind().ShouldBe(SyntaxKind.StringLiteralToken);
            token.ValueText.ShouldBe(label);
        });

    [Theory]
    [InlineData("Acme.Models", true)]
    [InlineData("Acme", true)]
    [InlineData("", false)]
    [InlineData("Acme.class", false)]
    [InlineData("Acme..Models", false)]
    [InlineData("Acme;using System", false)]
    [InlineData("1Acme", false)]
    public void A_namespace_is_dotted_identifiers(string text, bool valid) => Identifiers.IsNamespace(text).ShouldBe(valid);
}
