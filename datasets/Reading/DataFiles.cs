using System.Collections.Immutable;

namespace Striate.DataSets.Reading;

/// <summary>A file of samples.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">Its path within the folder, with slashes.</param>
/// <param name="Part">The part whose folder or name it has.</param>
/// <param name="Class">The class whose folder it is in; null: it is in none.</param>
internal sealed record DataFile(string Path, string Name, DataPart Part, string? Class);

/// <summary>
/// The files of a folder: <c>train/CLASS/FILE</c> and <c>test/CLASS/FILE</c>, <c>CLASS/FILE</c>, <c>train/FILE</c>, or FILE alone,
/// whose name may be that of a part; <c>validation</c> beside <c>test</c>. In ordinal order of their paths.
/// </summary>
internal sealed record DataFiles(string Folder, ImmutableArray<DataFile> Files, ImmutableArray<string> Omissions)
{
    // What file managers leave everywhere.
    private static readonly string[] s_systemFiles = ["Thumbs.db", "desktop.ini"];

    /// <summary>Whether all files are in folders of classes.</summary>
    public bool HasClasses => Files.All(file => file.Class is not null);

    /// <summary>The files with certain extensions.</summary>
    /// <param name="path">A folder, or one file.</param>
    /// <param name="extensions">With dots, lower case.</param>
    /// <exception cref="StriateException">There is none, some are in folders of classes and some are not, or a folder is no
    /// class.</exception>
    public static DataFiles Of(string path, IReadOnlyCollection<string> extensions)
    {
        if (File.Exists(path))
        {
            return new DataFiles(path, [new DataFile(path, Path.GetFileName(path), DataPart.Undecided, null)], []);
        }

        var (files, omissions) = (new List<DataFile>(), new List<string>());
        var folders = Folders(path).ToDictionary(folder => folder, folder => DataParts.Named(Path.GetFileName(folder)));
        if (folders.ContainsValue(DataPart.Training))
        {
            foreach (var (folder, part) in folders.Where(folder => folder.Value != DataPart.Undecided))
            {
                Add(folder, part);
            }

            Tell(
                path,
                Directory.GetFiles(path).Where(file => Path.GetFileName(file) != DataToml.FileName),
                "files beside the folders of the parts"
            );
            Tell(
                path,
                folders.Where(folder => folder.Value == DataPart.Undecided).Select(folder => folder.Key),
                "folders beside those of the parts"
            );
        }
        else
        {
            Add(path, DataPart.Undecided);
        }

        return new DataFiles(path, Checked(path, files, extensions), [.. omissions]);

        void Add(string folder, DataPart part)
        {
            var loose = Matching(folder);
            files.AddRange(
                loose.Select(file =>
                    Found(file, part == DataPart.Undecided ? DataParts.Named(Path.GetFileNameWithoutExtension(file)) : part, null)
                )
            );
            foreach (var subfolder in Folders(folder))
            {
                var label = ClassNames.Require(Path.GetFileName(subfolder), folder);
                var matching = Matching(subfolder);
                files.AddRange(matching.Select(file => Found(file, part, label)));
                Tell(subfolder, Directory.GetFiles(subfolder).Except(matching), "files");
                Tell(subfolder, Folders(subfolder), "folders in the folder of a class");
            }

            if (Folders(folder).Any())
            {
                Tell(
                    folder,
                    Directory.GetFiles(folder).Except(loose).Where(file => Path.GetFileName(file) != DataToml.FileName),
                    "files beside the folders of the classes"
                );
            }
        }

        string[] Matching(string folder) =>
            [
                .. Directory
                    .GetFiles(folder)
                    .Where(file =>
                        extensions.Contains(Path.GetExtension(file).ToLowerInvariant()) && !Path.GetFileName(file).StartsWith('.')
                    ),
            ];

        DataFile Found(string file, DataPart part, string? label) =>
            new(file, Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'), part, label);

        void Tell(string folder, IEnumerable<string> paths, string what)
        {
            string[] visible = [.. paths.Where(IsVisible).Order(StringComparer.Ordinal)];
            if (visible.Length > 0)
            {
                omissions.Add(
                    $"{folder}: {visible.Length} {what} are not read, such as '{ClassNames.Printable(Path.GetFileName(visible[0]))}'"
                );
            }
        }
    }

    private static ImmutableArray<DataFile> Checked(string folder, List<DataFile> files, IReadOnlyCollection<string> extensions)
    {
        var listed = string.Join(", ", extensions);
        if (files.Count is 0 or > DataLimits.Files)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                files.Count == 0
                    ? $"{folder} holds no files of data ({listed}); put them into train/CLASS and test/CLASS, or into CLASS"
                    : $"{folder}: more than {DataLimits.Files:N0} files; leave some out"
            );
        }

        return
            files.FirstOrDefault(file => file.Class is null) is { } loose
            && files.FirstOrDefault(file => file.Class is not null) is { } inClass
            ? throw new StriateException(
                ErrorKind.BadFile,
                $"{folder}: '{inClass.Name}' is in the folder of a class, '{loose.Name}' is not; move it into one, or remove it"
            )
            : [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whether a file or folder might be meant: neither hidden nor what file managers leave.</summary>
    public static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.') && !s_systemFiles.Contains(Path.GetFileName(path));

    private static IEnumerable<string> Folders(string folder) =>
        Directory.GetDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal);
}
