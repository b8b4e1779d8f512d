using System.Text;

namespace Striate.Cli.Presentation;

/// <summary>What a program in the emulator prints: shown at once, or kept for the one object of --json.</summary>
internal sealed class ProgramOutput(Screen screen) : TextWriter
{
    private readonly StringBuilder _kept = new();
    private bool _isInLine;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.Unicode;

    /// <summary>The lines that were kept, without blank ones.</summary>
    public string[] Lines => _kept.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        _isInLine = !value.EndsWith('\n');
        if (screen.IsJson)
        {
            _kept.Append(value);
        }
        else
        {
            screen.Text(value);
        }
    }

    /// <summary>Ends a line that the program has not ended.</summary>
    public void End()
    {
        if (_isInLine)
        {
            Write('\n');
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }
}
