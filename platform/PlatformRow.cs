using System.Collections.Immutable;
using System.Text.Json;

namespace Striate.Platform;

/// <summary>A row of a table; it has the members that are read from it and no others.</summary>
internal sealed class PlatformRow(string file, JsonElement row)
{
    private int _read;

    /// <summary>A text.</summary>
    public string Text(string name) => Member(name).GetString() ?? throw Wrong($"'{name}' is null");

    /// <summary>A text that not every row has.</summary>
    public string? TextIfAny(string name) => row.TryGetProperty(name, out _) ? Text(name) : null;

    /// <summary>A whole number.</summary>
    public long Number(string name) => Member(name).GetInt64();

    /// <summary>A whole number, or null.</summary>
    public long? NumberOrNull(string name) => Member(name) is { ValueKind: not JsonValueKind.Null } value ? value.GetInt64() : null;

    /// <summary>A number.</summary>
    public double Real(string name) => Member(name).GetDouble();

    /// <summary>True or false.</summary>
    public bool Boolean(string name) => Member(name).GetBoolean();

    /// <summary>The versions of the firmware that the row holds for: its members 'since' and 'until'.</summary>
    public FirmwareGeneration Generation() =>
        new(
            Version.Parse(Text("since")),
            Member("until") is { ValueKind: not JsonValueKind.Null } until ? Version.Parse(until.GetString()!) : null
        );

    /// <summary>Rows within the row.</summary>
    public ImmutableArray<T> Rows<T>(string name, Func<PlatformRow, T> read)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        foreach (var element in Member(name).EnumerateArray())
        {
            var inner = new PlatformRow(file, element);
            rows.Add(read(inner));
            inner.CheckAllRead();
        }

        return rows.ToImmutable();
    }

    /// <summary>A row within the row.</summary>
    public PlatformRow Row(string name) => new(file, Member(name));

    /// <summary>Texts.</summary>
    public ImmutableArray<string> Texts(string name)
    {
        var value = Member(name);
        var texts = new string[value.GetArrayLength()];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = value[index].GetString() ?? throw Wrong($"'{name}' holds null");
        }

        return ImmutableArray.Create(texts);
    }

    /// <summary>The position of a text among those that it may be.</summary>
    public int Choice(string name, params string[] choices)
    {
        var text = Text(name);
        var position = Array.IndexOf(choices, text);
        return position >= 0 ? position : throw Wrong($"'{name}' is '{text}'");
    }

    /// <summary>Whole numbers by their names.</summary>
    public ImmutableSortedDictionary<string, int> Numbers(string name) =>
        Member(name)
            .EnumerateObject()
            .ToImmutableSortedDictionary(number => number.Name, number => number.Value.GetInt32(), StringComparer.Ordinal);

    /// <summary>Refuses members that nobody asked for.</summary>
    public void CheckAllRead()
    {
        var members = row.EnumerateObject().Count();
        if (members != _read)
        {
            throw Wrong($"it has {members} members, {_read} are known");
        }
    }

    private JsonElement Member(string name)
    {
        _read++;
        return row.TryGetProperty(name, out var value) ? value : throw Wrong($"'{name}' is missing");
    }

    private InvalidOperationException Wrong(string what) => new($"{file}: {row.GetRawText()}: {what}");
}
