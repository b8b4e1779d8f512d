using System.Buffers.Binary;
using CsCheck;
using Striate.Import;

namespace Striate.UnitTests.Import;

/// <summary>Damaged and hostile model files: a valid package or one line, and memory bounded by the file's size.</summary>
[Collection(AloneTests.Name)]
public class MutationTests
{
    private const long FreeBytes = 32 << 20;

    private static readonly byte[] s_sample = TfliteBuilder.Sample();

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_or_taken_over()
    {
        for (var length = 0; length < s_sample.Length; length++)
        {
            TakenOverOrRefused(s_sample[..length]);
        }
    }

    [Fact]
    public void A_file_with_any_bit_changed_is_refused_or_taken_over()
    {
        for (var position = 0; position < s_sample.Length; position++)
        {
            var file = s_sample.ToArray();
            file[position] ^= (byte)(1 << (position % 8));
            TakenOverOrRefused(file);
        }
    }

    [Fact]
    public void Random_words_in_a_file_give_a_package_or_a_refusal()
    {
        var word = Gen.OneOf(
            Gen.OneOf(0, -1, 1, 2, 4, 8, 255, 65_535, 65_536, int.MaxValue, int.MinValue, 1 << 30, 1_000_000),
            Gen.Int[0, s_sample.Length],
            Gen.Int
        );
        (from place in Gen.Int[0, (s_sample.Length / 4) - 1] from value in word select (place, value))
            .Array[1, 4]
            .Sample(
                changes =>
                {
                    var file = s_sample.ToArray();
                    foreach (var (place, value) in changes)
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4 * place), value);
                    }

                    TakenOverOrRefused(file);
                },
                iter: 3000,
                threads: 1
            );
    }

    [Fact]
    public void A_zero_in_any_place_gives_a_package_or_a_refusal()
    {
        for (var place = 0; place < s_sample.Length / 4; place++)
        {
            var file = s_sample.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4 * place), 0);
            TakenOverOrRefused(file);
        }
    }

    [Fact]
    public void A_million_operators_are_refused_before_they_are_read()
    {
        var file = s_sample.ToArray();
        // Every vector's length in turn is a million, or 2^31.
        for (var place = 0; place + 4 <= file.Length; place += 4)
        {
            foreach (var length in (int[])[1_000_000, int.MinValue])
            {
                var changed = file.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(place), length);
                TakenOverOrRefused(changed);
            }
        }
    }

    [Fact]
    public void Operators_that_share_one_vector_of_weights_do_not_fill_memory()
    {
        var builder = new TfliteBuilder();
        var input = builder.Int8([1, 256], 0.5f, 0);
        var weights = builder.Tensor(9, [256, 256], new byte[65_536], [0.01f]);
        for (var layer = 0; layer < 200; layer++)
        {
            var output = builder.Int8([1, 256], 0.5f, 0);
            builder.Operator(9, [input, weights], [output]);
            input = output;
        }

        var result = ModelImporter.Import(builder.Build([0], [input]), ImportOptions.Default);
        result.Problems[0].Number.ShouldBe("STR1811");
    }

    private static void TakenOverOrRefused(byte[] file) => HostileModels.TakenOverOrRefused(file, FreeBytes);
}
