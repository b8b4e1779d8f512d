using System.IO.Compression;
using Striate.Packing;

// Striate.Release FOLDER: what "dotnet pack" wrote there loses the time and the names that chance gave; an assembly that depends on the
// machine is refused.
if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: Striate.Release FOLDER, a folder with packages that 'dotnet pack' wrote");
    return 2;
}

string[] paths = [.. Directory.EnumerateFiles(folder, "*.nupkg"), .. Directory.EnumerateFiles(folder, "*.snupkg")];
foreach (var path in paths.Order(StringComparer.Ordinal))
{
    using var packed = new MemoryStream(File.ReadAllBytes(path));
    if (ProblemOf(packed) is { } problem)
    {
        Console.Error.WriteLine($"{path}: {problem}");
        return 1;
    }

    packed.Position = 0;
    var content = ReproduciblePackage.Of(packed);
    AtomicFile.Write(path, stream => stream.Write(content));
    Console.Out.WriteLine($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))}  {Path.GetFileName(path)}");
}

return 0;

static string? ProblemOf(Stream package)
{
    using var read = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true);
    foreach (var part in read.Entries.Where(part => part.Name.StartsWith("Striate", StringComparison.Ordinal)))
    {
        using var content = new MemoryStream();
        using (var stream = part.Open())
        {
            stream.CopyTo(content);
        }

        content.Position = 0;
        var problem = Path.GetExtension(part.Name) switch
        {
            ".dll" => DeterministicAssembly.Problem(content),
            ".pdb" => DeterministicAssembly.ProblemOfSymbols(content),
            _ => null,
        };
        if (problem is not null)
        {
            return $"{part.FullName}: {problem}";
        }
    }

    return null;
}
