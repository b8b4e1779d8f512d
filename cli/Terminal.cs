using System.Text;

namespace Striate.Cli;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Results; one JSON object and nothing else with --json.</param>
/// <param name="Error">Progress and the one line of an error.</param>
/// <param name="IsOutputTerminal">False: plain text without colours, control characters and line breaks at the width.</param>
/// <param name="IsErrorTerminal">False: no progress bars.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool IsOutputTerminal, bool IsErrorTerminal)
{
    private const int Utf8 = 65001;
    private const int Utf16 = 1200;

    /// <summary>Columns of the window; null asks the system.</summary>
    public int? Width { get; init; }

    /// <summary>The clock that links to boards go by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The clock that lines of progress go by.</summary>
    public TimeProvider ProgressClock { get; init; } = TimeProvider.System;

    /// <summary>Columns of the window that the output is; null: it has no edge.</summary>
    internal int? Columns => !IsOutputTerminal ? null : Width ?? (Console.WindowWidth > 0 ? Console.WindowWidth : null);

    /// <summary>Whether the output takes every character.</summary>
    internal bool IsUnicode => Output.Encoding.CodePage is Utf8 or Utf16;

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess() =>
        new(
            Console.IsOutputRedirected ? Redirected(Console.OpenStandardOutput()) : Console.Out,
            Console.IsErrorRedirected ? Redirected(Console.OpenStandardError()) : Console.Error,
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected
        );

    // Files and other programs get UTF-8, whatever the console has.
    private static TextWriter Redirected(Stream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
}
