using System.Text;

namespace Striate.Platform;

/// <summary>What a stream gave until now; it need not have ended.</summary>
internal sealed class CollectedText
{
    private readonly StringBuilder _text = new();

    /// <param name="reader">The stream, which is read from now on.</param>
    public CollectedText(StreamReader reader) => End = ReadAsync(reader);

    /// <summary>Ends with the stream.</summary>
    public Task End { get; }

    /// <summary>The text.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }
}
