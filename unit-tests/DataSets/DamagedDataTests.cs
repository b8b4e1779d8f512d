using System.IO.Compression;
using CsCheck;
using NAudio.Wave;
using Striate.DataSets;

namespace Striate.UnitTests.DataSets;

/// <summary>
/// Files of data are untrusted: whatever they hold, they are read or refused with one line, and memory stays within what they are.
/// </summary>
public sealed class DamagedDataTests : IDisposable
{
    private const long Memory = 64 << 20;
    private const int Cases = 400;

    private readonly OwnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Files => ["a/1.csv", "t.csv", "x.npy", "all.npz", "a/1.wav", "data.toml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_read_or_refused_with_one_line(string name)
    {
        var good = Write(name);
        OwnData.Prepare(_folder.Read());
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 3], Gen.Byte.Array[1, 6])
            .Sample(
                (place, kind, bytes) =>
                {
                    var damaged = kind switch
                    {
                        0 => good[..place],
                        1 => [.. good[..place], .. bytes, .. good[place..]],
                        2 => [.. good[..place], .. bytes, .. good[Math.Min(good.Length, place + bytes.Length)..]],
                        _ => [.. good[..place], .. good[Math.Min(good.Length, place + bytes.Length)..]],
                    };
                    _folder.Write(name, damaged);
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    try
                    {
                        OwnData.Prepare(_folder.Read());
                    }
                    catch (StriateException refused)
                    {
                        refused.Message.ShouldContain(_folder.Root);
                        refused.Message.ShouldNotContain('\n');
                        refused.Message.Any(char.IsControl).ShouldBeFalse(refused.Message);
                    }

                    (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Memory);
                },
                iter: Cases,
                threads: 1
            );
    }

    private byte[] Write(string name)
    {
        switch (name)
        {
            case "a/1.csv":
                foreach (var other in new[] { "a/1.csv", "a/2.csv", "b/1.csv", "b/2.csv" })
                {
                    _folder.Write(
                        other,
                        "Zeit;x;y\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row};{row % 3},5;\"{row % 5}\"\n"))
                    );
                }

                break;
            case "t.csv":
                _folder.Write(
                    name,
                    "x,label\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{row % 3},{(row % 2 == 0 ? "a" : "b")}\n"))
                );
                break;
            case "x.npy":
                _folder.Write("y.npy", OwnFormsTests.Npy("|u1", "8,", [0, 1, 0, 1, 0, 1, 0, 1]));
                _folder.Write(name, OwnFormsTests.Npy("<f4", "8, 2", new byte[64]));
                break;
            case "all.npz":
                using (var archive = new ZipArchive(File.Create(_folder[name]), ZipArchiveMode.Create))
                {
                    foreach (
                        var (array, content) in new[]
                        {
                            ("x", OwnFormsTests.Npy("<i2", "8, 2", new byte[32])),
                            ("y", OwnFormsTests.Npy("|u1", "8,", [0, 1, 0, 1, 0, 1, 0, 1])),
                        }
                    )
                    {
                        using var entry = archive.CreateEntry(array + ".npy").Open();
                        entry.Write(content);
                    }
                }

                break;
            case "a/1.wav":
                foreach (var other in new[] { "a/1.wav", "a/2.wav", "b/1.wav", "b/2.wav" })
                {
                    using var stream = new MemoryStream();
                    using (var writer = new WaveFileWriter(stream, new WaveFormat(8000, 16, 2)))
                    {
                        writer.Write(new byte[400]);
                    }

                    _folder.Write(other, stream.ToArray());
                }

                break;
            default:
                Write("a/1.csv");
                _folder.Write(name, "window = 4\nhop = 2\nrate = 50\nunits = \"g\"\n");
                break;
        }

        return File.ReadAllBytes(_folder[name]);
    }
}
