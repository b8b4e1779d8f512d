using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.UnitTests.DataSets;

public sealed class DataWarningsTests
{
    private static readonly Random s_random = new(1);

    [Fact]
    public void A_sound_data_set_has_none()
    {
        DataWarnings.Of(Digits.Load()).ShouldBeEmpty();
        DataWarnings.Of(Windows(300, 3)).ShouldBeEmpty();
    }

    [Fact]
    public void One_class_is_nothing_to_tell_apart() =>
        Of(Windows(300, 1)).ShouldBe("all training samples are of class '0': there is nothing to tell apart");

    [Fact]
    public void Class_numbers_that_are_missing_are_named()
    {
        var data = Windows(300, 3);
        var training = data.Training with { Classes = Array.ConvertAll(data.Training.Classes, number => number == 1 ? 2 : number) };
        Of(data with { Training = training })
            .ShouldBe("there are no training samples of class '1', which the network cannot learn; number the classes from 0 without gaps");
        var test = data.Test with { Classes = Array.ConvertAll(data.Test.Classes, number => 0) };
        Of(data with { Test = test }).ShouldBe("there are no test samples of classes '1', '2', about which the accuracy says nothing");
    }

    [Fact]
    public void Few_samples_are_few()
    {
        var warnings = DataWarnings.Of(Windows(3, 3));
        warnings.ShouldContain("there are fewer than 10 training samples of classes '0', '1', '2'");
        warnings.ShouldContain("there are only 3 test samples: each is 33.3 points of the accuracy");
    }

    [Fact]
    public void Values_that_never_change_carry_nothing()
    {
        var data = Windows(300, 3);
        var values = data.Training.Values.ToArray();
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = (place % 8) is 2 or 5 ? (byte)7 : values[place];
        }

        Of(data with { Training = data.Training with { Values = values } })
            .ShouldBe(
                "2 of 8 features have the same value in all training samples (step 1 of channel 0, step 2 of channel 1): they carry nothing"
            );
        // Of images it takes a whole channel: corners are often dark.
        Of(data with { Training = data.Training with { Values = values }, Input = data.Input with { Shape = new Shape(4, 2, 1) } })
            .ShouldBeEmpty();
        var channels = values.Select((value, place) => place % 2 == 1 ? (byte)9 : value).ToArray();
        Of(data with { Training = data.Training with { Values = channels }, Input = data.Input with { Shape = new Shape(2, 2, 2) } })
            .ShouldBe("1 of 2 features have the same value in all training samples (channel 1): they carry nothing");
    }

    [Fact]
    public void Test_samples_that_are_learned_from_are_counted()
    {
        var data = Windows(300, 3);
        Of(data with { Test = data.Training })
            .ShouldBe("300 of 300 test samples (100.0 %) are training samples, too: the accuracy tells how well they were memorised");
        var mixed = data.Test.Values.ToArray();
        data.Training.Values.AsSpan(0, 10 * 8).CopyTo(mixed.AsSpan(100));
        data.Training.Values.AsSpan(0, 10 * 8).CopyTo(mixed.AsSpan(104));
        Of(data with { Test = data.Test with { Values = mixed } }).ShouldStartWith("10 of 300 test samples (3.3 %)");
    }

    [Fact]
    public void The_baseline_is_the_most_frequent_class_of_the_training_samples_on_the_test_samples()
    {
        var data = Windows(4, 3) with { };
        (
            data with
            {
                Training = data.Training with { Classes = [2, 1, 1, 0] },
                Test = data.Test with { Classes = [1, 0, 0, 0] },
            }
        ).Baseline.ShouldBe(25);
        (
            data with
            {
                Training = data.Training with { Classes = [2, 2, 1, 1] },
                Test = data.Test with { Classes = [1, 1, 0, 2] },
            }
        ).Baseline.ShouldBe(50, "of equals the lowest");
        Digits.Load().Baseline.ShouldBe(10);
    }

    private static string Of(DataSet data) => string.Join('|', DataWarnings.Of(data));

    /// <summary>Windows of 4 steps and 2 channels of noise.</summary>
    private static DataSet Windows(int count, int classes)
    {
        Samples Part()
        {
            var values = new byte[count * 8];
            s_random.NextBytes(values);
            return new Samples(values, [.. Enumerable.Range(0, count).Select(sample => sample % classes)]);
        }

        return new DataSet(
            "windows",
            "",
            new FeatureMap(new Shape(1, 4, 2), IntegerType.Int8, 1.0 / 128),
            [.. Enumerable.Range(0, classes).Select(number => $"{number}")],
            Part(),
            Part()
        );
    }
}
