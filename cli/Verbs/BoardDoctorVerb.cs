using System.IO.Ports;
using Spectre.Console;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;

namespace Striate.Cli.Verbs;

/// <summary>striate board doctor: what a board needs on this computer, and what is there.</summary>
internal static class BoardDoctorVerb
{
    public static Verb Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var verb = new Verb(
            "doctor",
            "Says which tools for boards are installed, at which version, and how to install the others; changes nothing."
        )
        {
            Examples = ["striate board doctor", "striate board doctor --json"],
        };
        verb.Options.Add(json);
        verb.SetAction(parsed => Run(new Screen(terminal, parsed.GetValue(json))));
        return verb;
    }

    private static int Run(Screen screen)
    {
        var parts = Doctor.Examine();
        var ports = SerialPort.GetPortNames().Order(StringComparer.Ordinal).ToArray();
        var missing = parts.Where(part => part.Standing == Standing.Missing).Select(part => part.Name).ToArray();
        var result = new
        {
            Ready = missing.Length == 0,
            Parts = parts
                .Select(part => new
                {
                    part.Name,
                    part.Purpose,
                    Standing = NameOf(part.Standing),
                    part.Version,
                    part.Remedy,
                })
                .ToArray(),
            SerialPorts = ports,
        };
        screen.Show(
            result,
            view =>
            {
                var table = view.Table("part", "version", "state");
                foreach (var part in parts)
                {
                    table.AddRow(Markup.Escape(part.Name), Markup.Escape(part.Version ?? ""), NameOf(part.Standing));
                }

                view.Write(table);
                foreach (var part in parts.Where(part => part.Standing is Standing.Missing or Standing.Optional))
                {
                    view.Line($"{part.Name}: {part.Purpose}; {part.Remedy}");
                }

                if (parts.Any(part => part.Standing == Standing.FetchedWhenNeeded))
                {
                    view.Line(
                        $"the packages: fetched by the first 'striate board build', {NanoFramework.SdkId} {NanoFramework.SdkVersion} and the firmware's libraries, from the NuGet sources"
                    );
                }

                view.Line(
                    "serial ports: "
                        + (ports.Length == 0 ? "none; connect the board with a cable that carries data" : string.Join(", ", ports))
                );
                view.Line(missing.Length == 0 ? "everything a board needs is installed" : $"missing: {string.Join(", ", missing)}");
            }
        );
        return missing.Length == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static string NameOf(Standing standing) =>
        standing switch
        {
            Standing.Installed => "installed",
            Standing.FetchedWhenNeeded => "fetched when needed",
            Standing.Optional => "not installed, optional",
            _ => "missing",
        };
}
