using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Codegen.Reporting;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate report: how a network is computed and what that costs, layer by layer.</summary>
internal static class ReportVerb
{
    private const int DefaultVectors = 4;
    private const int MaximumVectors = 10_000;

    public static Command Create(Terminal terminal)
    {
        var network = new Argument<string>("PACKAGE|NETWORK")
        {
            Description = $"A model package, or one network of the zoo such as conv16-int8-m1 ({KnownNetworks.Names}).",
        };
        var vectors = CommonOptions.Integer(
            "--vectors",
            "Inputs that instructions are counted over: golden vectors, then random ones",
            DefaultVectors,
            1,
            MaximumVectors
        );
        var html = new Option<string?>("--html") { Description = "Write the report as one self-contained HTML page.", HelpName = "FILE" };
        var budgets = new BudgetOptions(isTargetGiven: true);
        var streaming = new StreamingOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "report",
            "Shows for each layer the chosen plan, what the others would have cost, instructions predicted and counted, code, tables and heap."
        )
        {
            Examples =
            [
                "striate report digits.striate",
                "striate report resnet8-int8-m1 --target esp32-psram --max-flash 64K --json",
                "striate report digits.striate --html report.html",
            ],
        };
        verb.Arguments.Add(network);
        verb.Options.Add(vectors);
        verb.Options.Add(html);
        budgets.AddTo(verb);
        streaming.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(network),
                        budgets.AddTo(new GeneratorOptions(), parsed),
                        streaming.Of(parsed),
                        parsed.GetValue(vectors),
                        parsed.GetValue(html),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        string name,
        GeneratorOptions options,
        StreamingChoice streaming,
        int vectors,
        string? html,
        CancellationToken cancellation
    )
    {
        var found = KnownNetworks.Find(name);
        if (found.Count != 1)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"'{name}' stands for {found.Count} networks; name one of {string.Join(", ", found.Select(network => network.Title))}"
            );
        }

        if (html is not null)
        {
            OutputFiles.RequireWritable("--html", html);
            OutputFiles.RequireDifferent(("the package", name), ("--html", html));
        }

        var package = found[0].Load();
        var network = package.Package.Network;
        (options, var curve) = streaming.Apply(screen, package, options, cancellation);
        var form = options.FormOf(network);
        var build = screen.Run(
            "planning",
            StageRelay.Steps,
            bar =>
                Builds.Abandoning(
                    () =>
                        Generator.Build(
                            network,
                            options,
                            package.Sha256,
                            new StageRelay(bar, StageRelay.OfBuild),
                            InputContract.Of(package.Package),
                            cancellation
                        ),
                    cancellation
                )
        );
        var runs = build.Diagnostics.All(diagnostic =>
            diagnostic.Severity != Severity.Error || diagnostic.Number.StartsWith(BudgetNumbers, StringComparison.Ordinal)
        );
        var counted = runs
            ? Count(screen, build, network, KnownNetworks.Expected(package.Package, vectors, cancellation), form, cancellation)
            : null;
        var report = NetworkReports.Of(build, form?.Block ?? network, options, package.Sha256, counted);
        if (html is not null)
        {
            var outlooks = screen.Run(
                "planning for other boards",
                1,
                _ =>
                    Builds.Abandoning(
                        () =>
                            TargetOutlook.Of(
                                Generator.Plans(
                                    network,
                                    options,
                                    InputContract.Of(package.Package),
                                    TargetOutlook.BudgetsOf(options),
                                    cancellation
                                )
                            ),
                        cancellation
                    )
            );
            var page = ReportPage.Of(report, form?.Block ?? network, options.Target ?? Targets.Default, outlooks);
            AtomicFile.Write(html, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
        }

        var passed = report.Diagnostics.IsEmpty && counted?.Passed == true;
        screen.Show(
            new
            {
                Passed = passed,
                Report = report,
                options.Hop,
                Hops = curve.Count == 0 ? null : curve,
            },
            view =>
            {
                ReportTables.Draw(view, report);
                StreamingChoice.Draw(view, curve, options.Hop);
            }
        );
        return passed ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static VerificationReport Count(
        Screen screen,
        BuildResult build,
        Network network,
        ImmutableArray<GoldenVector> expected,
        BlockForm? form,
        CancellationToken cancellation
    )
    {
        var stream = form is null ? [] : StreamVerifier.StreamOf(form, expected);
        var steps = form is null ? expected.Length : stream.Length / (form.Hop * form.StepLength);
        return screen.Run(
            "counting",
            steps,
            bar =>
            {
                var watch = Stopwatch.StartNew();
                var progress = new Relay<int>(done =>
                    bar.Report((done, FormattableString.Invariant($"counting, {done} of {steps}{TimeLeft.Of(watch.Elapsed, done, steps)}")))
                );
                return form is null
                    ? Verifier.Verify(build, network, expected, progress: progress, cancellation: cancellation)
                    : StreamVerifier.Verify(build, form, stream, progress: progress, cancellation: cancellation);
            }
        );
    }

    // Code that passes a budget still runs in the emulator; what passes a limit of the platform does not.
    private const string BudgetNumbers = "STR17";
}
