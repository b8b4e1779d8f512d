namespace Striate.Results.Page;

/// <summary>How fast networks are trained.</summary>
internal static class TrainingSection
{
    public static void Write(PageText text, ResultFolder results, string folder)
    {
        text.Head(2, "Speed of training");
        if (results.Speed is not { } speed)
        {
            text.Say("It has not been measured.");
            return;
        }

        text.Say(
            $"""
            Forward, backward and step of the trainer beside the same network in plain single-precision TorchSharp modules, in turns in one run, the
            median of the turns; both keep freed memory, as the trainer does. Measured on {speed.Machine}. [{TrainingSpeed.File}]({folder}/{TrainingSpeed.File}) is written by
            `dotnet run -c Release --project tools/benchmarks -- training NETWORK --turns N --record FILE --machine TEXT`.
            """
        );
        text.Table(
            ["network", "threads", "batch", "precision", "turns", "plain, images/s", "trainer, images/s", "ratio"],
            speed.Networks.Select(rate =>
                new[]
                {
                    rate.Network,
                    Cell.Count(rate.Threads),
                    Cell.Count(rate.Batch),
                    rate.Precision,
                    Cell.Count(rate.Turns),
                    Cell.Count(rate.Plain),
                    Cell.Count(rate.Trainer),
                    Cell.Fixed(rate.Trainer / rate.Plain),
                }
            )
        );
    }
}
