using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Build;

/// <summary>
/// What two models of one project must not have in common: names, and folders of their code. Of two that do, one changed since the last
/// build and is generated; so nothing is read where nothing changed.
/// </summary>
internal static class Siblings
{
    private const int MostModels = 1000;

    /// <summary>Refuses a folder for code that another model's code goes to, too, or that holds the project.</summary>
    /// <exception cref="StriateException">It is such a folder.</exception>
    public static void RequireFolder(Request request)
    {
        if (IsWithin(request.Project, request.Output))
        {
            throw new StriateException(
                ErrorKind.Usage,
                "EmitFiles is the folder of the project, or one around it, and what is there is taken for generated code; name a folder of the project that holds nothing else"
            );
        }

        if (
            Of(request).FirstOrDefault(other => IsWithin(other.Output, request.Output) || IsWithin(request.Output, other.Output)) is
            { } same
        )
        {
            throw Refused(
                $"the code of {request.Item} and of {same.Item} goes to one folder, or to one in the other: {Path.GetRelativePath(request.Project, request.Output)} and {Path.GetRelativePath(request.Project, same.Output)}; give each an EmitFiles of its own"
            );
        }
    }

    /// <summary>Refuses a model that becomes a class that another one becomes.</summary>
    /// <param name="request">The model.</param>
    /// <param name="package">Its package.</param>
    /// <param name="options">The options that count for it.</param>
    /// <exception cref="StriateException">It does.</exception>
    public static void RequireOwnNames(Request request, LoadedPackage package, GeneratorOptions options)
    {
        var own = NamesOf(package, options);
        foreach (var other in Of(request))
        {
            if (NamesOf(other, own.Namespace)?.SharedWith(own) is { } shared)
            {
                throw Refused(
                    $"{request.Item} and {other.Item} both become {shared}; give one of them another Class or Namespace, a striate.toml by keys of its own"
                );
            }
        }
    }

    private static StriateException Refused(string text) => new(ErrorKind.Usage, $"{DiagnosticNumbers.BuildClash} {text}");

    private static ClassNames NamesOf(LoadedPackage package, GeneratorOptions options) =>
        ClassNames.Of(
            options.FormOf(package.Package.Network)?.Block ?? package.Package.Network,
            options.Namespace,
            options.ClassName,
            options.HasInstances
        );

    // What is wrong with another model is said where it is generated, and then its names are compared.
    private static ClassNames? NamesOf(Request other, string nameSpace)
    {
        try
        {
            if (!ClassNames.CanShare(Generation.NamespaceOf(other), nameSpace))
            {
                return null;
            }

            var (package, options, _) = Generation.Source(other);
            return NamesOf(package, options);
        }
        catch (Exception wrong) when (wrong is StriateException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<Request> Of(Request request)
    {
        if (request.Models is null)
        {
            yield break;
        }

        foreach (var path in File.ReadLines(request.Models).Take(MostModels).Distinct(StringComparer.Ordinal))
        {
            if (Read(path) is { } other && other.List != request.List)
            {
                yield return other;
            }
        }
    }

    private static Request? Read(string path)
    {
        try
        {
            return Request.Read(path);
        }
        catch (Exception wrong) when (wrong is StriateException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsWithin(string inner, string outer) =>
        $"{Form(inner)}/".StartsWith($"{Form(outer)}/", StringComparison.OrdinalIgnoreCase);

    private static string Form(string folder) => folder.Replace('\\', '/').TrimEnd('/');
}
