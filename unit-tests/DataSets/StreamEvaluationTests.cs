using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Striate.Cli;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.DataSets.Streams;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.DataSets;

/// <summary>A network on whole recordings: windows as they are cut, events as they are reported.</summary>
public sealed class StreamEvaluationTests : IDisposable
{
    private static readonly string s_package = Path.Combine(Repository.Root, "examples", "stream", "motion1d.striate");
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-recordings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Windows_of_a_recording_are_classified_as_when_they_are_cut()
    {
        var package = PackageFile.Read(s_package).Package;
        Recordings();
        var data = GeotecHar.Load(_folder, areRecordingsKept: true);
        // Only those of people held out, which complete a window.
        data.Recordings.Select(recording => (Path.GetFileName(recording.Name), recording.Steps))
            .ShouldBe([("s05_01_sp.csv", 400), ("s05_02_sp.csv", 130)]);
        var evaluation = StreamEvaluation.Run(package, data, hop: 32, votes: 3, cancellation: TestContext.Current.CancellationToken);
        int[] found = [.. evaluation.Recordings.SelectMany(recording => recording.Windows).Select(window => window.Found)];
        found.ShouldBe(
            Enumerable.Range(0, data.Test.Count).Select(window => ReferenceExecutor.Classify(package.Network, data.Test[window]))
        );
        evaluation.Recordings.SelectMany(recording => recording.Windows).Select(window => window.Truth).ShouldBe(data.Test.Classes);
        evaluation.Recordings[0].Windows.Select(window => window.Start).ShouldBe(Enumerable.Range(0, 9).Select(window => window * 32));
        evaluation.Recordings[0].Reported.ShouldBe(ReferenceVote.Reported(found[..9], 3));
        evaluation.Windows.Correct.ShouldBe(
            PackageEvaluation.Confusion(package, data, cancellation: TestContext.Current.CancellationToken).Correct
        );
        evaluation.Events.Sum(score => score.Events).ShouldBe(3);
    }

    [Fact]
    public void Recordings_are_kept_only_when_they_are_asked_for()
    {
        Recordings();
        GeotecHar.Load(_folder).Recordings.ShouldBeEmpty();
    }

    // A table with the class of each step, and windows of a contract: steps become the same integers as those of windows.
    [Fact]
    public void Recordings_of_a_table_are_the_integers_of_its_windows()
    {
        var text = new StringBuilder("time,x,y,person,activity\n");
        for (var person = 0; person < 10; person++)
        {
            for (var step = 0; step < 60; step++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{step},{Math.Sin(step * (person + 1) / 9.0):F4},{step % 7},p{person},{(step < 20 ? "rest" : step < 40 ? "walk" : "run")}\n"
                );
            }
        }

        File.WriteAllText(Path.Combine(_folder, "all.csv"), text.ToString());
        var options = new DataOptions
        {
            Window = 16,
            Hop = 8,
            Label = "activity",
            Group = "person",
        };
        var plain = OwnData.Prepare(OwnData.Read(_folder, options));
        var kept = OwnData.Prepare(OwnData.Read(_folder, options with { AreRecordingsKept = true }));
        plain.Recordings.ShouldBeEmpty();
        kept.Checksum.ShouldBe(plain.Checksum);
        kept.Test.Values.ShouldBe(plain.Test.Values);
        kept.Recordings.Length.ShouldBe(2);
        kept.Recordings.ShouldAllBe(recording => recording.Steps == 60 && recording.Name.Contains("all.csv, line "));
        Samples[] cut =
        [
            .. kept.Recordings.Select(recording => new Samples(
                [.. Starts(recording).SelectMany(start => recording.Values[(start * 2)..((start + 16) * 2)])],
                [.. Starts(recording).Select(start => recording.ClassOf(start, 16))]
            )),
        ];
        cut.SelectMany(windows => windows.Values).ShouldBe(kept.Test.Values);
        cut.SelectMany(windows => windows.Classes).ShouldBe(kept.Test.Classes);

        static IEnumerable<int> Starts(SignalRecording recording) =>
            Enumerable.Range(0, ((recording.Steps - 16) / 8) + 1).Select(window => window * 8);
    }

    // Class 1 from step 10 to 19, and from 40 to 49; windows of 4 steps, one every 2.
    [Fact]
    public void Events_are_found_missed_and_false_alarms()
    {
        ImmutableArray<int> classes = [.. Enumerable.Range(0, 60).Select(step => step is (>= 10 and < 20) or (>= 40 and < 50) ? 1 : 0)];
        var reported = new int[29];
        Array.Fill(reported, 1, 6, 2);
        Array.Fill(reported, 1, 14, 1);
        var streamed = StreamedRecording.Of(
            new SignalRecording("r", [], classes),
            [.. reported.Select((found, window) => new StreamedWindow(window * 2, 0, found))],
            votes: 1
        );
        var scores = EventScore.Of([streamed], 2, windowSteps: 4);
        // Behind 4, 2 and 2 steps 0 is reported. Window 6 ends with step 15: 6 steps behind the beginning. Window 14 has steps 28 to 31,
        // where nothing is.
        scores[1].ShouldBe(new EventScore(1, Events: 2, Found: 1, Reported: 2, FalseAlarms: 1, MedianDelay: 6));
        scores[0].ShouldBe(new EventScore(0, Events: 3, Found: 3, Reported: 3, FalseAlarms: 0, MedianDelay: 2));
    }

    [Fact]
    public void Runs_follow_one_another()
    {
        ClassRun.Of([]).ShouldBeEmpty();
        ClassRun.Of([2, 2, 0, 2]).ShouldBe([new ClassRun(2, 0, 1), new ClassRun(0, 2, 2), new ClassRun(2, 3, 3)]);
    }

    [Fact]
    public void Evaluate_tells_windows_and_events()
    {
        Recordings();
        var events = Path.Combine(_folder, "events.csv");
        var run = CliRun.Of(["evaluate", s_package, "--data", _folder, "--streaming", "--hop", "16", "--votes", "3", "--events", events]);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("windows of 2 recordings of geotec-har are right, one every 16 steps");
        run.Output.ShouldContain("of the reported classes are right, with 3 votes");
        var json = CliRun.Of(["evaluate", s_package, "--data", _folder, "--streaming", "--hop", "16", "--votes", "3", "--json"]).Json;
        json.GetProperty("windows").GetInt32().ShouldBe(19);
        json.GetProperty("events")
            .EnumerateArray()
            .Sum(score => score.GetProperty("reported").GetInt32())
            .ShouldBe(File.ReadAllLines(events).Length - 1);
        File.ReadLines(events).First().ShouldBe("recording,class,first step,last step,windows");
    }

    [Fact]
    public void What_has_no_recordings_is_refused()
    {
        CliRun
            .Of(["evaluate", Path.Combine(Repository.Root, "examples", "motion", "motion1d.striate"), "--data", _folder, "--streaming"])
            .ShouldBeRefused(ExitCode.Usage, "STR2001", "conv1");
        Recordings();
        CliRun.Of(["evaluate", s_package, "--data", _folder, "--streaming", "--hop", "12"]).ShouldBeRefused(ExitCode.Usage, "STR2002");
        CliRun
            .Of(["evaluate", s_package, "--data", _folder, "--votes", "3"])
            .ShouldBeRefused(ExitCode.Usage, "--votes does nothing without --streaming");
        CliRun
            .Of(["evaluate", s_package, "--data", _folder, "--streaming", "--votes", "99"])
            .ShouldBeRefused(ExitCode.Usage, "--votes 99 is outside of 1..31");
        File.Delete(Path.Combine(_folder, "DATA", "s05", "s05_01_sp.csv"));
        CliRun
            .Of(["evaluate", s_package, "--data", _folder, "--streaming", "--hop", "72"])
            .ShouldBeRefused(ExitCode.CheckFailed, "has no test recording of 144 steps");
    }

    // As published: people to learn from and a person held out, one of whose recordings is shorter than a window.
    private void Recordings()
    {
        foreach (var (name, steps) in new[] { ("s01_01", 300), ("s05_01", 400), ("s05_02", 130), ("s05_03", 100) })
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "DATA", name[..3])).FullName;
            var text = new StringBuilder("x_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro,timestamp,label\n");
            for (var step = 0; step < steps; step++)
            {
                // A window from step 128 on has both equally often.
                var walks = step < 192;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{(walks ? 6 * Math.Sin(step / 8.0) : 0.1):F3},9.8,{(walks ? 3 * Math.Cos(step / 8.0) : 0):F3},0.1,{(walks ? 1 : 0)},0,{step},{(walks ? "WALKING" : "SEATED")}\n"
                );
            }

            File.WriteAllText(Path.Combine(folder, name + "_sp.csv"), text.ToString());
        }
    }
}
