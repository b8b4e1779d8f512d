using System.CommandLine;
using Striate.Emulator.Verification;

namespace Striate.Cli;

/// <summary>Options that name the commands of the real runtime; environment variables stand in for them.</summary>
internal sealed class RealRuntimeOptions
{
    private readonly Option<string?> _nanoClr = new("--nanoclr")
    {
        Description = "Command that runs .pe files on the real nanoCLR (or STRIATE_NANOCLR).",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _metadataProcessor = new("--metadata-processor")
    {
        Description = "Command that converts assemblies to .pe files (or STRIATE_MDP).",
        HelpName = "COMMAND",
    };

    private readonly Option<string?> _coreLibrary = new("--corelib")
    {
        Description = "Folder with CoreLibrary's mscorlib.dll and mscorlib.pe (or STRIATE_CORELIB).",
        HelpName = "FOLDER",
    };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_nanoClr);
        command.Options.Add(_metadataProcessor);
        command.Options.Add(_coreLibrary);
    }

    /// <summary>The commands; null when none is named.</summary>
    /// <exception cref="StriateException">Some are named and others missing.</exception>
    public RealRuntimeCommands? Of(ParseResult parsed)
    {
        var (clr, processor, library) = (parsed.GetValue(_nanoClr), parsed.GetValue(_metadataProcessor), parsed.GetValue(_coreLibrary));
        return RealRuntimeCommands.Find(clr, processor, library)
            ?? (
                (clr ?? processor ?? library) is null
                    ? null
                    : throw new StriateException(
                        ErrorKind.Usage,
                        $"the real runtime needs three things: {RealRuntimeCommands.HowToSet}; see 'striate verify --help'"
                    )
            );
    }
}
