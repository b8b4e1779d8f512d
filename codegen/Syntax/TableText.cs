using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Striate.Codegen.Syntax;

/// <summary>A static table of generated code, in flash and again on the heap.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Type">Type of an element.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="Values">The elements.</param>
internal sealed record TableText(string Name, string Type, int ElementBytes, ImmutableArray<long> Values)
{
    private const int LineLength = 116;
    private const int MostSingleElements = 2;

    /// <summary>Type of the table.</summary>
    public string ArrayType => Type + "[]";

    /// <summary>The field that holds it.</summary>
    public StaticField Field => new(Name, ArrayType);

    /// <summary>Bytes of all elements.</summary>
    public int Bytes => ElementBytes * Values.Length;

    /// <summary>Whether the compiler keeps the elements as a block of data: not where hardly any is another than 0.</summary>
    public bool IsBlock => Values.Where(value => value != 0).Skip(MostSingleElements).Any();

    /// <summary>IL that makes the table when the program starts, in a .pe.</summary>
    public int InitialiserBytes
    {
        get
        {
            const int Array = 6;
            const int Block = 9;
            var elements = Values.Select(
                (value, index) =>
                    value == 0
                        ? 0
                        : 2 + IntLiteral.BytesOf(index) + (ElementBytes == 8 ? Code.Long(value).Cost.IlBytes : IntLiteral.BytesOf(value))
            );
            return IntLiteral.BytesOf(Values.Length) + Array + (IsBlock ? Block : elements.Sum());
        }
    }

    /// <summary>A field declaration.</summary>
    public string Declaration
    {
        get
        {
            var text = new StringBuilder($"private static readonly {Type}[] {Name} =\n    {{\n        ");
            var column = 0;
            foreach (var value in Values)
            {
                var item = value.ToString(CultureInfo.InvariantCulture) + ",";
                if (column > 0 && column + item.Length + 1 > LineLength)
                {
                    text.Append("\n        ");
                    column = 0;
                }

                text.Append(column == 0 ? item : " " + item);
                column += item.Length + 1;
            }

            return text.Append("\n    };").ToString();
        }
    }

    public static TableText Of(string name, IReadOnlyCollection<sbyte> values) =>
        new(name, "sbyte", 1, [.. values.Select(value => (long)value)]);

    public static TableText Of(string name, IReadOnlyCollection<byte> values) =>
        new(name, "byte", 1, [.. values.Select(value => (long)value)]);

    public static TableText Of(string name, IReadOnlyCollection<int> values) =>
        new(name, "int", 4, [.. values.Select(value => (long)value)]);

    public static TableText Of(string name, IReadOnlyCollection<long> values) => new(name, "long", 8, [.. values]);

    /// <summary>The narrowest of byte, short and int that holds every value.</summary>
    public static TableText Narrowest(string name, IReadOnlyCollection<int> values)
    {
        var (type, bytes) =
            values.All(value => value is >= 0 and <= byte.MaxValue) ? ("byte", 1)
            : values.All(value => value is >= short.MinValue and <= short.MaxValue) ? ("short", 2)
            : ("int", 4);
        return new(name, type, bytes, [.. values.Select(value => (long)value)]);
    }
}
