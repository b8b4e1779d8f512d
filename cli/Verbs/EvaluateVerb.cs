using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.Model.Packaging;

namespace Striate.Cli.Verbs;

/// <summary>striate evaluate: a package on the whole test set.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var dataSet = new Option<string?>("--data-set")
        {
            Description = $"The data set, by default the one that the package was trained on: {string.Join(", ", DataSetCatalog.Names)}.", HelpName = "NAME",
        };
        var data = DataReadingOptions.Path();
        var reading = new DataReadingOptions();
        var json = CommonOptions.Json();
        var verb = new Verb("evaluate", "Runs the integer reference on every test sample and prints the accuracy.")
        {
            Examples = ["striate evaluate digits.striate", "striate evaluate lenet.striate --data fashion-mnist --json", "striate evaluate motion.striate --data recordings --hop 32"],
        };
        verb.Arguments.Add(package);
        foreach (var option in (Option[])[dataSet, data, .. reading.All, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(package), new DataSource(parsed.GetValue(dataSet), parsed.GetValue(data), reading.Of(parsed)), cancellation)));
        return verb;
    }

    private static int Run(Screen screen, string path, DataSource source, CancellationToken cancellation)
    {
        var package = PackageFile.Read(path);
        var report = package.Package.Report;
        var data = source.LoadFor(package.Package, path);
        var correct = Evaluation.Correct(screen, package, data, cancellation);
        var result = new
        {
            package.Sha256,
            DataSet = data.Name,
            DataSetSha256 = data.Checksum,
            Samples = data.Test.Count,
            Correct = correct,
            Integer = TrainingReport.Percent(correct, data.Test.Count),
            Baseline = TrainingReport.Percent(data.Baseline, 100),
            Reported = report?.Integer,
            SameData = report is null ? (bool?)null : report.DataSetSha256 == data.Checksum,
        };
        screen.Show(result, view =>
        {
            view.Line($"{Format.Percent(result.Integer)}: {Format.Count(correct)} of {Format.Count(result.Samples)} test samples of {data.Name} are right on the integer reference");
            view.Line($"the most frequent class alone reaches {Format.Percent(result.Baseline)}");
            if (report is not null)
            {
                view.Line($"the package reports {Format.Percent(report.Integer)}{(result.SameData == true ? "" : ", on other data")}");
            }
        });
        return ExitCode.Success;
    }
}
