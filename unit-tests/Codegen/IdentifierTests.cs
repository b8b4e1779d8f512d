using CsCheck;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen.Loading;

namespace Striate.UnitTests.Codegen;

public class IdentifierTests
{
    [Fact]
    public void Any_name_becomes_an_identifier_that_no_other_name_has() =>
        Gen.String.Array[1, 20].Sample(names =>
        {
            var taken = new HashSet<string>(StringComparer.Ordinal);
            var identifiers = names.Select(name => Identifiers.Unique(name, taken)).ToList();
            identifiers.ShouldBeUnique();
            identifiers.ShouldAllBe(name => SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && name.All(char.IsAscii));
        });

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
