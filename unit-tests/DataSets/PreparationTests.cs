using System.Text;
using CsCheck;
using Striate.DataSets;
using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.UnitTests.DataSets;

public class PreparationTests
{
    // By the formula, in arithmetic that cannot overflow.
    [Fact]
    public void A_reading_becomes_an_integer_by_whole_numbers() =>
        Gen.Select(
                Gen.Int[-InputChannel.MaximumReading, InputChannel.MaximumReading],
                Gen.Int[-InputChannel.MaximumReading, InputChannel.MaximumReading],
                Gen.Int[1, InputChannel.MaximumMultiplier],
                Gen.Int[1, 30]
            )
            .Sample(
                (reading, offset, multiplier, shift) =>
                {
                    var difference = Int128.Clamp((Int128)reading - offset, -65535, 65535);
                    var expected = Int128.Clamp((difference * multiplier) + ((Int128)1 << (shift - 1)) >> shift, -128, 127);
                    return new InputChannel("", 1, offset, multiplier, shift).Apply(reading) == expected;
                }
            );

    // NAudio's encoder takes the two's complement of what is negative; of the ones' complement, as G.711 has it, both halves are mirrored.
    [Fact]
    public void Mu_law_is_that_of_G_711_in_the_order_of_the_values()
    {
        int[] codes = [.. Enumerable.Range(short.MinValue, 1 << 16).Select(value => (int)MuLaw.Compress(value))];
        codes.ShouldBeInOrder();
        codes.Distinct().Count().ShouldBe(256);
        for (var value = 0; value <= short.MaxValue; value++)
        {
            int sent = NAudio.Codecs.MuLawEncoder.LinearToMuLawSample((short)value);
            (255 - MuLaw.Compress(value)).ShouldBe(sent);
            (128 + MuLaw.Compress(~value)).ShouldBe(sent & 0x7f);
        }

        MuLaw.Compress(int.MaxValue).ShouldBe((sbyte)127);
        MuLaw.Compress(int.MinValue).ShouldBe((sbyte)-128);
    }

    [Fact]
    public void A_reading_is_scaled_before_its_mu_law() =>
        Gen.Select(
                Gen.Int[-InputChannel.MaximumReading, InputChannel.MaximumReading],
                Gen.Int[-InputChannel.MaximumReading, InputChannel.MaximumReading],
                Gen.Int[1, InputChannel.MaximumMultiplier],
                Gen.Int[1, 30]
            )
            .Sample(
                (reading, offset, multiplier, shift) =>
                {
                    var difference = Int128.Clamp((Int128)reading - offset, -65535, 65535);
                    var scaled = Int128.Clamp(
                        (difference * multiplier) + ((Int128)1 << (shift - 1)) >> shift,
                        short.MinValue,
                        short.MaxValue
                    );
                    return new InputChannel("", 1, offset, multiplier, shift, MuLaw.Name).Apply(reading) == MuLaw.Compress((int)scaled);
                }
            );

    // Full scale of 16 bits is G.711 itself; quiet sound gets steps of its own size around what is silence.
    [Fact]
    public void Sound_is_fitted_in_steps_of_16_bits_around_its_silence()
    {
        float[] Sound(double amplitude, double silence) =>
            [
                .. Enumerable
                    .Range(0, 20001)
                    .Select(step =>
                        (float)
                            Math.Clamp(
                                Math.Round((silence + (amplitude * Math.Pow(Math.Sin(step * 0.37), 9))) * 32768) / 32768,
                                -1,
                                32767.0 / 32768
                            )
                    ),
            ];
        InputChannel Fitted(float[] values, InputTransform? transform = InputTransform.MuLaw) =>
            RangeFit
                .Of(
                    Data(values) with
                    {
                        Kind = DataKind.Sound,
                        Options = new DataOptions { Transform = transform },
                    },
                    [0]
                )
                .Channels[0];
        var full = Fitted(Sound(1.2, 0));
        (full.Step, full.Offset, full.Table).ShouldBe((1.0 / 32768, 0, MuLaw.Name));
        ((int)full.Apply(30000)).ShouldBe(125);
        ((double)full.Multiplier / (1 << full.Shift)).ShouldBeInRange(0.99, 1.01);
        var quiet = Fitted(Sound(0.05, 0.01));
        ((int)quiet.Apply(quiet.ReadingOf(0.06))).ShouldBeInRange(125, 127);
        ((int)quiet.Apply(quiet.ReadingOf(0.01))).ShouldBeInRange(-1, 1);
        Fitted(Sound(1.2, 0), null)
            .ShouldSatisfyAllConditions(channel => channel.Table.ShouldBeNull(), channel => channel.Step.ShouldBe(1.0 / 32768));
        var loud = Fitted([.. Sound(1, 0).Select(value => value * 10)]);
        loud.Step.ShouldBe(16.0 / 32768);
        ((int)loud.Apply(loud.ReadingOf(10))).ShouldBe(127);
    }

    // The range goes to -127..127 within an integer, whatever the values' size and place are.
    [Fact]
    public void The_range_of_a_channel_fills_the_integers() =>
        Gen.Select(Gen.Double[-1e4, 1e4], Gen.Double[-6, 6], Gen.Bool)
            .Sample(
                (centre, exponent, isWhole) =>
                {
                    var half = Math.Max(Math.Pow(10, exponent), Math.Abs(centre) * 1e-4);
                    var values = Enumerable
                        .Range(0, 201)
                        .Select(place => (float)(centre + (half * (place - 100) / 100.0)))
                        .Select(value => isWhole ? MathF.Round(value) : value)
                        .ToArray();
                    var channel = RangeFit.Of(Data(values), [0]).Channels[0];
                    channel.IsValid.ShouldBeTrue();
                    var (low, high) = (channel.Apply(channel.ReadingOf(values[0])), channel.Apply(channel.ReadingOf(values[^1])));
                    var spread = values[^1] - values[0];
                    // Few whole numbers have no middle.
                    if (spread >= (isWhole ? 200 : 0))
                    {
                        ((int)low).ShouldBeInRange(-128, -125, $"{centre} {half} {isWhole} {channel}");
                        ((int)high).ShouldBeInRange(125, 127, $"{centre} {half} {isWhole} {channel}");
                    }
                }
            );

    [Theory]
    [InlineData(1e6f)]
    [InlineData(4294967295f)]
    [InlineData(-1e20f)]
    public void One_outlier_does_not_make_all_else_small(float outlier)
    {
        float[] values = [.. Enumerable.Range(0, 4000).Select(place => (float)Math.Sin(place)), outlier];
        var channel = RangeFit.Of(Data(values), [0]).Channels[0];
        ((int)channel.Apply(channel.ReadingOf(1))).ShouldBeInRange(126, 127);
        ((int)channel.Apply(channel.ReadingOf(0.5))).ShouldBeInRange(62, 65);
        channel.Apply(channel.ReadingOf(Math.Abs(outlier))).ShouldBe((sbyte)127);
        channel.Apply(channel.ReadingOf(-Math.Abs(outlier))).ShouldBe((sbyte)-128);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-7.25f)]
    [InlineData(1e20f)]
    public void A_channel_that_never_changes_becomes_zero(float value)
    {
        var channel = RangeFit.Of(Data([value, value, value]), [0]).Channels[0];
        channel.IsValid.ShouldBeTrue();
        ((int)channel.Apply(channel.ReadingOf(value))).ShouldBeInRange(-64, 64);
    }

    [Fact]
    public void Readings_of_a_sensor_stay_as_they_are()
    {
        var channel = RangeFit.Of(Data([-16384, 0, 16384]), [0]).Channels[0];
        (channel.Step, channel.Offset).ShouldBe((1.0, 0));
        channel.Apply(8192).ShouldBe((sbyte)64);
    }

    [Fact]
    public void The_range_is_fitted_on_what_is_learned_alone()
    {
        var data = Data([1, 2, 3, 100, 200, 300], samples: 2);
        RangeFit.Of(data, [0]).ShouldNotBe(RangeFit.Of(data, [1]));
        RangeFit.Of(data, [0]).Channels[0].ShouldBe(RangeFit.Of(Data([1, 2, 3]), [0]).Channels[0]);
    }

    // Groups of any sizes and classes: none in both parts, every class that has two groups of its own in both, about the part that is
    // wanted.
    [Fact]
    public void Whole_groups_are_held_out_and_of_every_class_about_the_same_part() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[5, 30], Gen.Int[1, 12], Gen.Int[0, 1000])
            .Sample(
                (classes, groupsPerClass, most, seed) =>
                {
                    var random = new Random(seed);
                    var places = new List<(int Class, int Group)>();
                    for (var group = 0; group < classes * groupsPerClass; group++)
                    {
                        places.AddRange(Enumerable.Repeat((group % classes, group), random.Next(1, most + 1)));
                    }

                    var data = Data(new float[places.Count], places.Count) with
                    {
                        Labels = [.. Enumerable.Range(0, classes).Select(number => $"c{number}")],
                        Classes = [.. places.Select(place => place.Class)],
                        Places = [.. places.Select(place => new SamplePlace(place.Group, 0))],
                        Groups =
                        [
                            .. Enumerable
                                .Range(0, classes * groupsPerClass)
                                .Select(group => new SampleGroup($"g{group}", "f", DataPart.Undecided)),
                        ],
                    };
                    var held = GroupSplit.Choose(data, [.. Enumerable.Range(0, data.Groups.Length)], 0.2, seed);
                    held.ShouldBe(GroupSplit.Choose(data, [.. Enumerable.Range(0, data.Groups.Length)], 0.2, seed));
                    for (var name = 0; name < classes; name++)
                    {
                        var (all, tested) = (
                            places.Count(place => place.Class == name),
                            places.Count(place => place.Class == name && held.Contains(place.Group))
                        );
                        tested.ShouldBeInRange(1, all - 1);
                        Math.Abs(tested - (0.2 * all)).ShouldBeLessThanOrEqualTo(most);
                    }
                },
                iter: 200
            );

    [Fact]
    public void A_class_in_one_recording_is_learned_and_not_tested()
    {
        var data = Data(new float[3], 3) with
        {
            Classes = [0, 0, 1],
            Places = [new(0, 0), new(1, 0), new(2, 0)],
            Groups = [.. new[] { "a", "b", "c" }.Select(name => new SampleGroup(name, "f", DataPart.Undecided))],
        };
        GroupSplit.Choose(data, [0, 1, 2], 0.2, 1).ShouldHaveSingleItem().ShouldBeInRange(0, 1);
    }

    [Fact]
    public void A_contract_is_read_as_it_was_written_and_damage_is_refused()
    {
        var map = new FeatureMap(new Shape(1, 4, 2), IntegerType.Int8, 1.0 / 64);
        var contract = new InputContract("signal", [new("x", 0.001, -5, 9000, 12), new("y", 1, 7, 1, 30)], 50, "g");
        Encoding.UTF8.GetString(contract.Format().AsSpan()).ShouldNotContain("table");
        foreach (
            var one in new[]
            {
                contract,
                contract with
                {
                    Channels = [.. contract.Channels.Select(channel => channel with { Table = MuLaw.Name })],
                },
            }
        )
        {
            CheckReadAndDamaged(one, map);
        }
    }

    private static void CheckReadAndDamaged(InputContract contract, FeatureMap map)
    {
        var bytes = contract.Format();
        var back = InputContract.Parse(bytes.AsSpan(), map);
        back.Channels.ShouldBe(contract.Channels);
        (back.Kind, back.Rate, back.Units).ShouldBe((contract.Kind, contract.Rate, contract.Units));
        foreach (
            var wrong in new[]
            {
                contract with
                {
                    Kind = "smell",
                },
                contract with
                {
                    Channels = contract.Channels[..1],
                },
                contract with
                {
                    Rate = -1,
                },
                contract with
                {
                    Channels = [contract.Channels[0] with { Shift = 31 }, contract.Channels[1]],
                },
                contract with
                {
                    Channels = [contract.Channels[0] with { Multiplier = 0 }, contract.Channels[1]],
                },
                contract with
                {
                    Channels = [contract.Channels[0] with { Step = 0 }, contract.Channels[1]],
                },
                contract with
                {
                    Channels = [contract.Channels[0] with { Offset = int.MinValue }, contract.Channels[1]],
                },
                contract with
                {
                    Channels =
                    [
                        contract.Channels[0] with
                        {
                            Table = contract.Channels[0].Table is null ? MuLaw.Name : null,
                        },
                        contract.Channels[1],
                    ],
                },
                contract with
                {
                    Channels = [.. contract.Channels.Select(channel => channel with { Table = "a-law" })],
                },
                contract with
                {
                    Channels = [.. contract.Channels.Select(channel => channel with { Table = "" })],
                },
            }
        )
        {
            Should
                .Throw<StriateException>(() => InputContract.Parse(wrong.Format().AsSpan(), map))
                .Message.ShouldStartWith("input-contract.json: ");
        }

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte)
            .Sample(
                (place, value) =>
                {
                    var damaged = bytes.SetItem(place, value);
                    try
                    {
                        InputContract.Parse(damaged.AsSpan(), map).Channels.ShouldAllBe(channel => channel.IsValid);
                    }
                    catch (StriateException refused)
                    {
                        refused.Message.ShouldStartWith("input-contract.json: ");
                    }
                }
            );
    }

    [Fact]
    public void Classes_get_the_numbers_that_a_network_has_for_them()
    {
        var data = new DataSet(
            "own",
            "",
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int8, 1),
            ["a", "c"],
            new Samples([1], [0]),
            new Samples([1, 2], [1, 0])
        );
        data.WithLabels(["c", "b", "a"]).Test.Classes.ShouldBe([0, 2]);
        data.WithLabels([]).ShouldBe(data);
        Should
            .Throw<StriateException>(() => data.WithLabels(["a", "b"]))
            .Message.ShouldBe("class 'c' is not one of the network's, which are 'a', 'b'; rename it or leave it out");
    }

    private static RawData Data(float[] values, int samples = 1) =>
        new(
            DataKind.Signal,
            new Shape(1, values.Length / samples, 1),
            ["a", "b"],
            [],
            values,
            new int[samples],
            [.. Enumerable.Range(0, samples).Select(sample => new SamplePlace(sample, 0))],
            [.. Enumerable.Range(0, samples).Select(sample => new SampleGroup($"g{sample}", "f", DataPart.Undecided))],
            ""
        );
}
