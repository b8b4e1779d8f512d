using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

/// <summary>Files that were damaged without knowing the format.</summary>
public class DamageTests
{
    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        for (var length = 0; length < Tampering.Good.Length; length++)
        {
            Tampering.Refused(Tampering.Good.AsMemory(0, length));
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        var file = Tampering.Good.ToArray();
        for (var position = 0; position < file.Length; position++)
        {
            var mask = (byte)(1 << (position % 8));
            file[position] ^= mask;
            Tampering.Refused(file);
            file[position] ^= mask;
        }
    }

    [Fact]
    public void A_changed_tensor_is_named()
    {
        var weights = Tampering.WithPart("tensors/conv1.weights", content => [0xD1, .. content[1..]]);
        Same.Difference(Samples.Package, PackageFile.Parse(weights, "resealed").Package).ShouldNotBeNull();

        var file = Tampering.Good.ToArray();
        var (checksums, tensor) = (file.AsSpan().LastIndexOf("tensors/conv1.weights"u8), file.AsSpan().IndexOf("tensors/conv1.weights"u8));
        checksums.ShouldBeGreaterThan(tensor);
        var zip = StoredZip.Read(file, PackageLimits.MaximumParts);
        var changed = zip.Select(part =>
            part.Name == "tensors/conv1.weights" ? part with { Content = new byte[] { 0xD1, 0x73, 0x09, 0x0F } } : part
        );
        var exception = Tampering.Refused(StoredZip.Write([.. changed]));
        exception.Part.ShouldBe("tensors/conv1.weights");
        exception.Reason.ShouldBe("its SHA-256 is not the one in checksums.txt");
    }

    [Fact]
    public void Bytes_before_or_after_the_file_are_refused()
    {
        Tampering.Refused((byte[])[.. Tampering.Good, 0]).Reason.ShouldBe("it was cut off, appended to, or altered outside its parts");
        Tampering.Refused((byte[])[0, .. Tampering.Good]).Reason.ShouldBe("it does not begin like a package");
        Tampering.Refused((byte[])[.. Tampering.Good, .. Tampering.Good]);
        Tampering.Refused(default).Reason.ShouldBe("it does not begin like a package");
    }

    [Fact]
    public void Random_bytes_are_refused() => Gen.Byte.Array[0, 300].Sample(bytes => Tampering.Refused(bytes));

    [Fact]
    public void Random_pieces_of_a_package_are_refused()
    {
        var piece =
            from start in Gen.Int[0, Tampering.Good.Length - 1]
            from length in Gen.Int[0, 400]
            select Tampering.Good.AsMemory(start, Math.Min(length, Tampering.Good.Length - start));
        piece
            .Array[1, 6]
            .Sample(pieces =>
            {
                byte[] file = [.. pieces.SelectMany(part => part.ToArray())];
                if (!file.AsSpan().SequenceEqual(Tampering.Good))
                {
                    Tampering.Refused(file);
                }
            });
    }
}
