namespace Striate.DataSets.Reading;

/// <summary>What a person's own data may be at most; checked before memory is taken.</summary>
internal static class DataLimits
{
    /// <summary>Bytes of a file.</summary>
    public const long FileBytes = 256 << 20;

    /// <summary>Values of all samples together: 1 GiB in single precision.</summary>
    public const int Values = 1 << 28;

    /// <summary>Files of a folder.</summary>
    public const int Files = 1_000_000;

    /// <summary>Columns of a table.</summary>
    public const int Columns = 4096;

    /// <summary>Characters of a field of a table.</summary>
    public const int FieldLength = 1024;

    /// <summary>Classes.</summary>
    public const int Classes = 256;

    /// <summary>The largest magnitude of a value.</summary>
    public const double Magnitude = 1e30;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="StriateException">It is missing, a folder, a pipe, a device, empty or too long.</exception>
    public static byte[] ReadFile(string path) =>
        File.Exists(path)
            ? RegularFile.Read(path, FileBytes, "cut it into several files")
            : throw new StriateException(
                ErrorKind.BadFile,
                Directory.Exists(path) ? $"{path} is a folder; name a file" : $"{path} is missing; check the path"
            );

    /// <summary>Refuses more values than memory is taken for.</summary>
    /// <param name="count">Values of all samples so far.</param>
    /// <param name="source">The file or folder.</param>
    /// <exception cref="StriateException">They are too many.</exception>
    public static void Require(long count, string source)
    {
        if (count > Values)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{source}: more than {Values:N0} values of all samples together; a larger --hop or fewer files give fewer"
            );
        }
    }
}
