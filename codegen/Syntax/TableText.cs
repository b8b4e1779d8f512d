using System.Globalization;
using System.Text;

namespace Striate.Codegen.Syntax;

/// <summary>A static table of generated code: its declaration, and the bytes it takes in flash and again on the heap.</summary>
/// <param name="Type">Type of an element.</param>
/// <param name="Declaration">A field declaration.</param>
/// <param name="Bytes">Elements times element size.</param>
internal sealed record TableText(string Type, string Declaration, int Bytes)
{
    private const int LineLength = 116;

    /// <summary>Type of the table.</summary>
    public string ArrayType => Type + "[]";

    public static TableText Of(string name, IReadOnlyCollection<sbyte> values) => Of("sbyte", 1, name, values);

    public static TableText Of(string name, IReadOnlyCollection<byte> values) => Of("byte", 1, name, values);

    public static TableText Of(string name, IReadOnlyCollection<int> values) => Of("int", 4, name, values);

    public static TableText Of(string name, IReadOnlyCollection<long> values) => Of("long", 8, name, values);

    /// <summary>The narrowest of byte, short and int that holds every value.</summary>
    public static TableText Narrowest(string name, IReadOnlyCollection<int> values) =>
        values.All(value => value is >= 0 and <= byte.MaxValue) ? Of("byte", 1, name, values)
        : values.All(value => value is >= short.MinValue and <= short.MaxValue) ? Of("short", 2, name, values)
        : Of("int", 4, name, values);

    private static TableText Of<T>(string type, int size, string name, IReadOnlyCollection<T> values)
        where T : IFormattable
    {
        var text = new StringBuilder($"private static readonly {type}[] {name} =\n    {{\n        ");
        var column = 0;
        foreach (var value in values)
        {
            var item = value.ToString(null, CultureInfo.InvariantCulture) + ",";
            if (column > 0 && column + item.Length + 1 > LineLength)
            {
                text.Append("\n        ");
                column = 0;
            }

            text.Append(column == 0 ? item : " " + item);
            column += item.Length + 1;
        }

        return new TableText(type, text.Append("\n    };").ToString(), size * values.Count);
    }
}
