using System.Collections.Immutable;
using System.Text;
using Striate.Codegen;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Projects;

namespace Striate.Build;

/// <summary>The code of one model, for one build.</summary>
internal static class Generation
{
    /// <summary>
    /// Generates, checks and writes; what was written and read is listed last, so that a build that was killed starts again.
    /// </summary>
    /// <exception cref="StriateException">The model is missing, damaged or stale, or its code does not fit the target.</exception>
    public static void Run(Request request)
    {
        Siblings.RequireFolder(request);
        var (package, options, read) = Source(request);
        Siblings.RequireOwnNames(request, package, options);
        var build = PackageBuild.Run(package, options);
        if (request.IsForDevices && build.Code.Assemblies.Length is > 1 and var assemblies)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"network '{package.Package.Network.Name}' takes {assemblies} assemblies on a device, and this project is one; choose Strategy=\"table\" or a smaller MaxIl, or let 'striate board build' write a project for each"
            );
        }

        // The trace is for tests of the generator itself.
        var code = build.Code with
        {
            Files = [.. build.Code.Files.Where(file => file.Assembly != build.Code.TraceAssembly)],
        };
        OutputFolder.Write(code, request.Output);
        WriteLines(request.Inputs, read);
        WriteLines(request.List, OutputFolder.Paths(code, request.Output));
    }

    private static void WriteLines(string path, IEnumerable<string> lines) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));

    /// <summary>The namespace of a model's classes.</summary>
    /// <exception cref="StriateException">A project file is wrong.</exception>
    internal static string NamespaceOf(Request request) =>
        request.IsProjectFile ? ProjectFile.Read(request.Model).Generator.Namespace : request.Options.Namespace;

    /// <summary>The package of a model, the options that count for it, and the files that were read besides the model.</summary>
    /// <exception cref="StriateException">The model is missing, damaged or stale.</exception>
    internal static (LoadedPackage Package, GeneratorOptions Options, ImmutableArray<string> Read) Source(Request request)
    {
        if (!File.Exists(request.Model))
        {
            throw new FileException(request.Model, "is missing; correct the Include of its StriateModel");
        }

        var board = new[] { request.TargetFile }.OfType<string>();
        switch (Path.GetExtension(request.Model).ToLowerInvariant())
        {
            case PackageFile.Extension:
                return (PackageFile.Read(request.Model), request.Options, [.. board]);
            case Request.ProjectExtension:
                var project = ProjectFile.Read(request.Model);
                string?[] read = [project.Package, project.Import?.Model, project.TargetFile];
                return (ProjectPackage.Read(project), project.Generator, [.. read.OfType<string>()]);
            default:
                var imported = ModelImporter.Import(request.Model, ImportOptions.Default with { CalibrationOption = null });
                var content = PackageFile.Format(imported.Required(), request.Model);
                return (PackageFile.Parse(content, request.Model), request.Options, [.. board, .. imported.WeightFiles]);
        }
    }
}
