using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Verification;
using Striate.Zoo;

namespace Striate.Cli.Verbs;

/// <summary>striate bench: what each strategy costs, side by side.</summary>
internal static class BenchVerb
{
    private const int DefaultVectors = 4;
    private const int MaximumVectors = 10_000;

    public static Command Create(Terminal terminal)
    {
        var network = new Option<string?>("--network")
        {
            Description =
                $"A network of the zoo ({KnownNetworks.Names}, or one form of it such as conv16-int4-m1), or a model package. Default: all of the zoo.",
            HelpName = "NAME|PACKAGE",
        };
        var strategy = new Option<string?>("--strategy")
        {
            Description =
                "One strategy; planned-64k is planned for 64 KB of flash. Default: naive, unrolled, table and planned, and planned-64k for resnet8.",
        };
        strategy.AcceptOnlyFromAmong([.. BenchWay.Names]);
        var vectors = CommonOptions.Integer(
            "--vectors",
            "Inputs per network: golden vectors of the package, then random ones",
            DefaultVectors,
            1,
            MaximumVectors
        );
        var update = new Option<string?>("--update")
        {
            Description = "Write the rows into this page (docs/speed.md of the repository); rows of networks that were not measured stay.",
            HelpName = "FILE",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "bench",
            "Counts instructions, code, tables and heap of naive, unrolled, table and planned code, and compares every layer with the integer reference."
        )
        {
            Examples =
            [
                "striate bench --network conv16",
                "striate bench --network resnet8-int8-m1 --json",
                "striate bench --network digits.striate --vectors 64",
                "striate bench --update docs/speed.md",
            ],
        };
        foreach (var option in new Option[] { network, strategy, vectors, update, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetValue(network),
                        parsed.GetValue(strategy),
                        parsed.GetValue(vectors),
                        parsed.GetValue(update),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, string? name, string? strategy, int vectors, string? page, CancellationToken cancellation)
    {
        if (page is not null && KnownNetworks.IsPackage(name))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"--update: pages hold networks of the zoo, not packages; leave --network {name} out, or name one of {KnownNetworks.Names}"
            );
        }

        var networks = KnownNetworks.Find(name);
        if (page is not null)
        {
            OutputFiles.RequireWritable("--update", page);
            _ = SpeedPage.Read(page);
        }

        var steps = networks.Sum(network => BenchWay.Of(strategy, network.Title).Length);
        var measured = screen.Run(
            "measuring",
            steps,
            bar =>
            {
                var (rows, watch) = (new List<BenchRow>(), Stopwatch.StartNew());
                foreach (var (title, load) in networks)
                {
                    var package = load();
                    var expected = KnownNetworks.Expected(package.Package, vectors, cancellation);
                    foreach (var way in BenchWay.Of(strategy, title))
                    {
                        cancellation.ThrowIfCancellationRequested();
                        var left = TimeLeft.Of(watch.Elapsed, rows.Count, steps);
                        bar.Report((rows.Count, $"measuring {title}, {way.Name}{left}"));
                        rows.Add(
                            Measure(
                                title,
                                package,
                                way,
                                expected,
                                cancellation,
                                new StageRelay(
                                    (_, text) => bar.Report((rows.Count, $"measuring {title}, {way.Name}: {text}")),
                                    StageRelay.OfBuild
                                )
                            )
                        );
                    }
                }

                return rows;
            }
        );
        var rows = SpeedGoals.AddTo(measured);
        if (page is not null)
        {
            var text = SpeedPage.Of(rows, SpeedPage.Read(page), [.. ZooNetwork.All.Select(network => network.Name)]);
            AtomicFile.Write(page, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }

        screen.Show(new { Passed = rows.All(row => row.Passed()), Rows = rows }, view => BenchRow.Draw(view, rows));
        return rows.All(row => row.Passed()) ? ExitCode.Success : ExitCode.CheckFailed;
    }

    /// <summary>Generates code, runs it on every executor, and counts.</summary>
    public static BenchRow Measure(
        string title,
        LoadedPackage package,
        BenchWay way,
        ImmutableArray<GoldenVector> expected,
        CancellationToken cancellation,
        IProgress<StageProgress>? progress = null
    )
    {
        var network = package.Package.Network;
        var build = Generator.Build(network, way.Options, package.Sha256, progress, InputContract.Of(package.Package), cancellation);
        var errors = build.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToArray();
        if (errors.Length > 0)
        {
            return BenchRow.Refused(title, way.Name, build, NetworkFigures.Of(network).DenseMacs, expected.Length, errors);
        }

        var options = new VerifierOptions(Workers: Environment.ProcessorCount);
        return BenchRow.Of(title, way.Name, build, Verifier.Verify(build, network, expected, options, cancellation: cancellation));
    }
}
