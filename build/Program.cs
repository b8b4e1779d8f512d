using System.Text.RegularExpressions;
using Striate.Common;
using Striate.Platform;

namespace Striate.Build;

/// <summary>The program that a build starts: <c>dotnet Striate.Build.dll REQUEST</c>.</summary>
internal static partial class Program
{
    // What the tool calls an option is metadata of the item here.
    private static readonly (string Option, string Metadata)[] s_metadata =
    [
        ("--max-il ([budget] max-il)", "MaxIl"),
        ("--max-heap ([budget] max-heap)", "MaxHeap"),
        ("--max-flash ([budget] max-flash)", "MaxFlash"),
        ("--strategy planned", "Strategy=\"planned\""),
    ];

    /// <summary>
    /// Generates the code of one model; what is refused is one line, a number and a text, that the targets make an error of.
    /// </summary>
    /// <param name="arguments">The file with the request.</param>
    public static int Main(string[] arguments)
    {
        if (arguments is not [var path])
        {
            Console.Error.WriteLine("Striate.Build is run by a build: dotnet Striate.Build.dll REQUEST");
            return 2;
        }

        // Where a request has this file; a wrong one may not say so.
        var (place, refusal) = (path, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "refusal.txt"));
        try
        {
            var request = Request.Read(path);
            (place, refusal) = (request.Model, request.Refusal);
            Generation.Run(request);
            return 0;
        }
        catch (StriateException refused)
        {
            return Refuse(refusal, Line(place, NumberOf(refused), refused.Message));
        }
        catch (Exception unexpected) when (unexpected is IOException or UnauthorizedAccessException)
        {
            return Refuse(refusal, Line(place, DiagnosticNumbers.BuildFile, FileProblem.OfReading(place, unexpected)));
        }
    }

    private static int Refuse(string file, string line)
    {
        File.WriteAllText(file, line + "\n");
        Console.Error.WriteLine(line);
        return 1;
    }

    /// <summary>What the targets make an error of: <c>STR1901: TEXT</c>, on one line and without the file.</summary>
    internal static string Line(string file, string number, string message)
    {
        var text = message.ReplaceLineEndings(" ");
        foreach (var told in new[] { file + ": ", number + " ", "file: " })
        {
            text = text.StartsWith(told, StringComparison.Ordinal) ? text[told.Length..] : text;
        }

        foreach (var (option, metadata) in s_metadata)
        {
            text = text.Replace(option, metadata, StringComparison.Ordinal);
        }

        return $"{number}: {text}";
    }

    /// <summary>The number that a refusal has, or that of its kind.</summary>
    internal static string NumberOf(StriateException refused) =>
        Number().Match(refused.Message) is { Success: true } own
            ? own.Value
            : refused.Kind switch
            {
                ErrorKind.Usage => DiagnosticNumbers.BuildItem,
                ErrorKind.BadFile => DiagnosticNumbers.BuildFile,
                ErrorKind.CheckFailed => DiagnosticNumbers.BuildCheck,
                _ => DiagnosticNumbers.BuildFault,
            };

    [GeneratedRegex(@"\bSTR\d{4}\b")]
    private static partial Regex Number();
}
