using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Striate.Cli.Presentation;

/// <summary>What a verb shows, as tables or as one JSON object.</summary>
internal sealed class Screen
{
    // Redirected text is for files and other programs: no line is ever as long as this.
    private const int PlainWidth = 1 << 20;

    private static readonly JsonSerializerOptions s_unicode = Json(JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    // JSON is UTF-8; a console that is not shows ASCII alike.
    private static readonly JsonSerializerOptions s_ascii = Json(JavaScriptEncoder.Default);

    private readonly Terminal _terminal;

    public Screen(Terminal terminal, bool isJson)
    {
        (_terminal, IsJson) = (terminal, isJson);
        Output = Create(terminal.Output, terminal.IsOutputTerminal, InteractionSupport.No);
        Output.Profile.Width = terminal.Width ?? Output.Profile.Width;
        Progress = Create(terminal.Error, terminal.IsErrorTerminal, InteractionSupport.Detect);
    }

    /// <summary>True when nothing but one object may be printed.</summary>
    public bool IsJson { get; }

    private IAnsiConsole Output { get; }

    // On the error stream, so that results can be redirected.
    private IAnsiConsole Progress { get; }

    /// <summary>A table for 80 columns; plain text has its header on one line, and each row.</summary>
    /// <param name="columns">Headers; a line break where a terminal is to break them. All but the first are right-aligned.</param>
    public Table Table(params IReadOnlyList<string> columns)
    {
        var table = new Table { Border = _terminal.IsOutputTerminal ? TableBorder.Simple : TableBorder.Markdown };
        for (var index = 0; index < columns.Count; index++)
        {
            var header = _terminal.IsOutputTerminal ? columns[index] : columns[index].Replace('\n', ' ');
            table.AddColumn(
                new TableColumn(Markup.Escape(header))
                {
                    Alignment = index == 0 ? Justify.Left : Justify.Right,
                    Padding = _terminal.IsOutputTerminal ? new Padding(0, 0, 1, 0) : new Padding(1, 0, 1, 0),
                    NoWrap = true,
                }
            );
        }

        return table;
    }

    /// <summary>Writes a table; a terminal that is too narrow shows it as several.</summary>
    public void Write(Table table)
    {
        if (_terminal.IsOutputTerminal)
        {
            WriteFitted(table);
            return;
        }

        // The markdown border has lines of blanks above and below.
        using var text = new StringWriter();
        Create(text, isTerminal: false, InteractionSupport.No).Write(table);
        foreach (var line in text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0))
        {
            Line(line);
        }
    }

    // The widths are chosen already: nothing is to be made narrower.
    private void WriteFitted(Table table)
    {
        var (width, options) = (Output.Profile.Width, RenderOptions.Create(Output, Output.Profile.Capabilities));
        foreach (var part in TableFit.Into(table, width, options))
        {
            Output.Profile.Width = PlainWidth;
            Output.Write(part);
            Output.Profile.Width = width;
        }
    }

    /// <summary>Shows the result: the object with --json, the view otherwise.</summary>
    public void Show<T>(T result, Action<Screen> view)
    {
        if (IsJson)
        {
            _terminal.Output.WriteLine(JsonSerializer.Serialize(result, _terminal.IsUnicode ? s_unicode : s_ascii));
            return;
        }

        view(this);
    }

    /// <summary>A sentence of the result; a window breaks it between words.</summary>
    public void Line(string text = "")
    {
        foreach (var line in IsPlain(text) ? [text] : WordWrap.Lines(text, Output.Profile.Width))
        {
            _terminal.Output.WriteLine(line);
        }
    }

    /// <summary>A line of the result that is copied from here, such as a command line: a window may break it anywhere.</summary>
    public void Verbatim(string text) => _terminal.Output.WriteLine(text);

    /// <summary>A line beside the result, at once: on the error stream, above a progress bar that is there.</summary>
    public void Note(string text)
    {
        if (_terminal.IsErrorTerminal)
        {
            Progress.WriteLine(text);
        }
        else
        {
            _terminal.Error.WriteLine(text);
        }
    }

    /// <summary>A part of a line of the result, shown at once.</summary>
    public void Text(string text)
    {
        _terminal.Output.Write(text);
        _terminal.Output.Flush();
    }

    /// <summary>Runs a step with a progress bar, where one can be drawn.</summary>
    public T Run<T>(string title, int steps, Func<IProgress<(int Done, string Text)>, T> step)
    {
        if (!_terminal.IsErrorTerminal)
        {
            using var lines = new Lines(_terminal.Error, title, steps, _terminal.ProgressClock);
            return step(lines);
        }

        return AnsiConsoleExtensions
            .Progress(Progress)
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: steps);
                return step(new Bar(task));
            });
    }

    private bool IsPlain(string text) => !_terminal.IsOutputTerminal || text.Contains('\n', StringComparison.Ordinal);

    private static JsonSerializerOptions Json(JavaScriptEncoder encoder) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            NewLine = "\n",
            Encoder = encoder,
        };

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, InteractionSupport interaction)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = isTerminal ? interaction : InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    // IProgress<T> of the framework posts to a thread pool; a bar must show reports in their order.
    private sealed class Bar(ProgressTask task) : IProgress<(int Done, string Text)>
    {
        public void Report((int Done, string Text) value)
        {
            task.Value = value.Done;
            task.Description = Markup.Escape(value.Text);
        }
    }

    // Without a terminal: a line now and then, and none of a step that ends at once. What tells nothing for long still goes on.
    private sealed class Lines : IProgress<(int Done, string Text)>, IDisposable
    {
        private const int Most = 10;
        private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
        private readonly Lock _lock = new();
        private readonly TextWriter _writer;
        private readonly int _steps;
        private readonly TimeProvider _clock;
        private readonly ITimer _pulse;
        private readonly long _started;
        private string _text;
        private long _last;
        private int _written;

        public Lines(TextWriter writer, string title, int steps, TimeProvider clock)
        {
            (_writer, _text, _steps, _clock) = (writer, title, steps, clock);
            _started = _last = clock.GetTimestamp();
            _pulse = clock.CreateTimer(_ => Pulse(), null, s_longest, s_longest);
        }

        public void Report((int Done, string Text) value)
        {
            lock (_lock)
            {
                _text = value.Text;
                var (tenth, waited) = ((int)((long)value.Done * Most / _steps), _clock.GetElapsedTime(_last));
                // A step that tells nothing more, such as a download, says what it is at once.
                if (_steps == 1 || waited >= s_longest || (tenth > _written && waited >= s_shortest))
                {
                    _written = tenth;
                    Write(value.Text);
                }
            }
        }

        public void Dispose() => _pulse.Dispose();

        private void Pulse()
        {
            lock (_lock)
            {
                if (_clock.GetElapsedTime(_last) >= s_longest)
                {
                    Write($"{_text}; {TimeLeft.Text(_clock.GetElapsedTime(_started))} so far");
                }
            }
        }

        private void Write(string line)
        {
            _last = _clock.GetTimestamp();
            _writer.WriteLine(line);
        }
    }
}
