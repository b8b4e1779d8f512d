using Striate.Model.Graph;

namespace Striate.Import.Networks;

/// <summary>A network's name out of a file's.</summary>
internal static class NetworkName
{
    public static string Of(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var name = string.Concat(
            stem.Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_')
        );
        name = name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') ? name : "network" + name;
        return name[..Math.Min(name.Length, NetworkLimits.MaximumNameLength)];
    }
}
