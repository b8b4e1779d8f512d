using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.Import.Networks;

/// <summary>Writes into a package how readings become its network's input, where that is known.</summary>
internal static class InputContracts
{
    // Steps of a reading in one of the input's integers, at least: then an offset in whole steps is as good as any.
    private const int FewestSteps = 16;
    private const double Tolerance = 1.0 / 512;

    /// <param name="result">What came of a model.</param>
    /// <param name="preparation">What the user tells; null: nothing.</param>
    /// <param name="readings">What the samples' readings are; null: unknown.</param>
    /// <exception cref="ImportException">The network's input is none that readings become.</exception>
    public static ImportResult With(ImportResult result, InputPreparation? preparation, InputReadings? readings)
    {
        if (result.Package is not { } package || (preparation is null && readings is null))
        {
            return result;
        }

        var (input, prepared) = (package.Network.Input, preparation ?? InputPreparation.None);
        Require(input, prepared);
        var kind =
            readings?.Kind
            ?? (
                input.Shape.Height > 1 ? InputReadings.Image
                : input.Shape.Width > 1 ? "signal"
                : "features"
            );

        // Bytes become int8 with -128 for 0 without a contract.
        if (
            kind == InputReadings.Image
            && input.ZeroPoint == sbyte.MinValue
            && prepared.StepOfBytes is { } step
            && Math.Abs((step / input.Scale) - 1) < Tolerance
        )
        {
            return Said(result, "bytes 0..255 of images become -128..127");
        }

        ImmutableArray<InputChannel> channels =
        [
            .. Enumerable.Range(0, input.Shape.Channels).Select(channel => Of(prepared, channel, input, kind, readings)),
        ];
        var contract = new InputContract(kind, channels, readings?.Rate, readings?.Units);
        var part = new OptionalPart(OptionalPartNames.InputContract, contract.Format());
        return Said(result, $"the package's input contract ({kind}) says how readings become int8") with
        {
            Package = package with { OptionalParts = [part, .. package.OptionalParts] },
        };
    }

    private static void Require(FeatureMap input, InputPreparation preparation)
    {
        if (input.Type != IntegerType.Int8)
        {
            throw Refusal(
                $"the network reads {input.Type}, and readings become int8",
                "leave out --mean, --std and --input-range, or quantise the source network's input to int8"
            );
        }

        if (preparation.Channels != 1 && preparation.Channels != input.Shape.Channels)
        {
            throw Refusal(
                $"mean and std are of {preparation.Channels} channels, and the network reads {input.Shape.Channels}",
                "give one number, or one for each channel"
            );
        }
    }

    private static InputChannel Of(InputPreparation preparation, int channel, FeatureMap input, string kind, InputReadings? readings)
    {
        var (name, told) = readings is { Channels: { IsEmpty: false } all } ? all[channel] : ("", (double?)null);
        var factor = preparation.Factor(channel) / input.Scale;
        // A byte is a reading, unless one is more than a step of the input: then an offset in whole bytes would be too coarse.
        var step =
            kind == InputReadings.Image && factor <= 1 + Tolerance ? 1
            : told is { } own && own * factor <= 1 ? own
            : Math.Pow(10, Math.Floor(Math.Log10(1 / (factor * FewestSteps))));
        var offset = Math.Round(-((preparation.Offset(channel) / input.Scale) + input.ZeroPoint) / (factor * step));
        return
            Math.Abs(offset) <= InputChannel.MaximumReading
            && InputChannel.Fitted(name, step, (int)offset, factor * step) is { IsValid: true } fitted
            ? fitted
            : throw Refusal(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"channel {channel} has {offset:G3} steps of {step:G3} between the reading 0 and the one that becomes 0, or steps of {factor * step:G3}"
                ),
                "give a mean and a std that are those of the readings"
            );
    }

    private static ImportResult Said(ImportResult result, string what) =>
        result with
        {
            Operators = [new OperatorReport(-1, "READINGS", "", null, what, []), .. result.Operators],
        };

    private static ImportException Refusal(string reason, string remedy) =>
        new(new ImportProblem(Problems.Calibration, "input", reason, remedy));
}
