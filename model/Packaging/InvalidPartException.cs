namespace Striate.Model.Packaging;

/// <summary>A part of a package is refused; <see cref="PackageFile"/> adds the file's name.</summary>
internal sealed class InvalidPartException(string part, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public string Part { get; } = part;

    /// <summary>Runs a check that may refuse its data and says which part it was about.</summary>
    public static void Within(string part, Action check) =>
        Within<object?>(
            part,
            () =>
            {
                check();
                return null;
            }
        );

    /// <summary>Runs a step that may refuse its data and says which part it was about.</summary>
    public static T Within<T>(string part, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidPartException(part, exception.Message, exception);
        }
    }
}
