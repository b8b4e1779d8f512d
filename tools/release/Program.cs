using Striate.Packing;

// Striate.Release FOLDER: what "dotnet pack" wrote there loses the time and the names that chance gave.
if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: Striate.Release FOLDER, a folder with packages that 'dotnet pack' wrote");
    return 2;
}

string[] paths = [.. Directory.EnumerateFiles(folder, "*.nupkg"), .. Directory.EnumerateFiles(folder, "*.snupkg")];
foreach (var path in paths.Order(StringComparer.Ordinal))
{
    using var packed = new MemoryStream(File.ReadAllBytes(path));
    var content = ReproduciblePackage.Of(packed);
    AtomicFile.Write(path, stream => stream.Write(content));
    Console.Out.WriteLine($"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))}  {Path.GetFileName(path)}");
}

return 0;
