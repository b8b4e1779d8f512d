namespace Striate.Model.Storage;

/// <summary>How everything that reads untrusted bytes refuses them.</summary>
internal static class InvalidData
{
    /// <summary>Throws unless a condition holds.</summary>
    /// <exception cref="InvalidDataException">It does not; the message says what was found and what is possible.</exception>
    public static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
