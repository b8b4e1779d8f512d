using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>The texts of string literals.</summary>
internal static class StringLiterals
{
    /// <summary>The text that an ldstr loads.</summary>
    public static string Of(MetadataReader reader, Instruction instruction) =>
        reader.GetUserString(MetadataTokens.UserStringHandle((int)instruction.Operand & 0xFFFFFF));
}
