using System.Text.RegularExpressions;
using Striate.Common;
using Striate.Platform;

namespace Striate.Build;

/// <summary>The program that a build starts: <c>dotnet Striate.Build.dll REQUEST</c>.</summary>
internal static partial class Program
{
    /// <summary>Generates the code of one model; what is refused is one line, a number and a text, that the targets make an error of.</summary>
    /// <param name="arguments">The file with the request.</param>
    public static int Main(string[] arguments)
    {
        if (arguments is not [var path])
        {
            Console.Error.WriteLine("Striate.Build is run by a build: dotnet Striate.Build.dll REQUEST");
            return 2;
        }

        var place = path;
        try
        {
            var request = Request.Read(path);
            place = request.Model;
            Generation.Run(request);
            return 0;
        }
        catch (StriateException refused)
        {
            Console.Out.WriteLine(Line(place, NumberOf(refused), refused.Message));
            return 1;
        }
        catch (Exception unexpected) when (unexpected is IOException or UnauthorizedAccessException)
        {
            Console.Out.WriteLine(Line(place, DiagnosticNumbers.BuildFile, FileProblem.OfReading(place, unexpected)));
            return 1;
        }
    }

    /// <summary>What the targets make an error of: <c>STR1901: TEXT</c>, on one line and without the file.</summary>
    internal static string Line(string file, string number, string message)
    {
        var text = message.ReplaceLineEndings(" ");
        foreach (var told in new[] { file + ": ", number + " " })
        {
            text = text.StartsWith(told, StringComparison.Ordinal) ? text[told.Length..] : text;
        }

        return $"{number}: {text}";
    }

    /// <summary>The number that a refusal has, or that of its kind.</summary>
    internal static string NumberOf(StriateException refused) => Number().Match(refused.Message) is { Success: true } own ? own.Value : refused.Kind switch
    {
        ErrorKind.Usage => DiagnosticNumbers.BuildItem,
        ErrorKind.BadFile => DiagnosticNumbers.BuildFile,
        ErrorKind.CheckFailed => DiagnosticNumbers.BuildCheck,
        _ => DiagnosticNumbers.BuildFault,
    };

    [GeneratedRegex(@"\bSTR\d{4}\b")]
    private static partial Regex Number();
}
