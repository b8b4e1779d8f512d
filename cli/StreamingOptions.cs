using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>Options by which generated code takes a signal as it comes.</summary>
internal sealed class StreamingOptions
{
    private const string Auto = "auto";
    private readonly Option<bool> _streaming = new("--streaming")
    {
        Description =
            "Generate code that takes a signal as it comes, some steps at once, and keeps what it needs of earlier steps (docs/streaming.md).",
    };
    private readonly Option<string?> _hop = new("--hop")
    {
        Description = "Steps of time that the code takes at once, or auto: the hop with which a step costs least. Needs --streaming.",
        HelpName = "N|auto",
    };
    private readonly Option<int?> _longest = CommonOptions.OptionalInteger(
        "--longest-hop",
        "The longest hop that --hop auto looks at: it bounds the time between answers",
        1,
        NetworkLimits.MaximumMapValues
    );

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _streaming, _hop, _longest })
        {
            command.Options.Add(option);
        }

        _hop.Validators.Add(result =>
        {
            if (
                result.Tokens.Count == 1
                && result.Tokens[0].Value is var text
                && text != Auto
                && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hop) && hop > 0)
            )
            {
                result.AddError($"--hop {text} is not a number of steps, nor {Auto}");
            }
        });
        _hop.Needs(_streaming, "--streaming");
        _longest.Needs(_streaming, "--streaming");
        command.Validators.Add(result =>
        {
            if (result.GetResult(_longest) is { Implicit: false } && result.GetValue(_hop) is not (null or Auto))
            {
                result.AddError("--longest-hop has no effect beside a --hop in steps; leave one of them out");
            }
        });
    }

    /// <summary>What the command line chose.</summary>
    public StreamingChoice Of(ParseResult parsed) =>
        new(
            parsed.GetValue(_streaming),
            int.TryParse(parsed.GetValue(_hop), NumberStyles.None, CultureInfo.InvariantCulture, out var hop) ? hop : null,
            parsed.GetValue(_longest)
        );
}

/// <summary>How generated code takes a signal.</summary>
/// <param name="IsOn">As it comes; otherwise in whole windows.</param>
/// <param name="Hop">Steps at once; null: the hop is looked for.</param>
/// <param name="Longest">The longest hop that is looked at; null: half of a window.</param>
internal sealed record StreamingChoice(bool IsOn, int? Hop, int? Longest)
{
    /// <summary>The options with the hop, and what others would cost where it was looked for.</summary>
    /// <exception cref="StriateException">The network does not stream exactly, or the hop does not fit.</exception>
    public (GeneratorOptions Options, IReadOnlyList<HopPoint> Curve) Apply(
        Screen screen,
        LoadedPackage package,
        GeneratorOptions options,
        CancellationToken cancellation
    )
    {
        if (!IsOn)
        {
            return (options, []);
        }

        if (Hop is not null)
        {
            _ = (options with { Hop = Hop }).FormOf(package.Package.Network);
            return (options with { Hop = Hop }, []);
        }

        var curve = screen.Run(
            "comparing hops",
            StageRelay.Steps,
            bar =>
                Builds.Abandoning(
                    () =>
                        HopSearch.Curve(
                            package.Package.Network,
                            options,
                            InputContract.Of(package.Package),
                            Longest,
                            done => bar.Report(((int)(done * StageRelay.Steps), "comparing hops")),
                            cancellation
                        ),
                    cancellation
                )
        );
        return (options with { Hop = HopSearch.Best(curve).Hop }, curve);
    }

    /// <summary>The hops that were compared.</summary>
    public static void Draw(Screen view, IReadOnlyList<HopPoint> curve, int? chosen)
    {
        if (curve.Count == 0)
        {
            return;
        }

        var table = view.Table("hop", "instructions", "a step", "cost units\na step", "state", "heap", "flash", "");
        foreach (var point in curve)
        {
            table.AddRow(
                Format.Count(point.Hop),
                Format.Count(point.Instructions),
                Format.Count(point.Instructions / point.Hop),
                Format.Count((long)point.CostUnitsPerStep),
                Format.Count(point.StateBytes),
                Format.Count(point.HeapBytes),
                Format.Count(point.FlashBytes),
                point.Hop == chosen ? "chosen"
                    : point.Keeps ? ""
                    : "does not fit"
            );
        }

        view.Write(table);
    }
}
