using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>What is asked for and changes nothing is a misunderstanding: it is refused by name.</summary>
internal static class OptionEffects
{
    /// <summary>Refuses options that have no effect on data.</summary>
    /// <param name="given">The options.</param>
    /// <param name="where">The file that gives them; null: the command line.</param>
    /// <param name="data">What was read.</param>
    /// <param name="form">Plural name of the files.</param>
    /// <param name="effective">Keys of the options that such files have a use for.</param>
    /// <exception cref="StriateException">There are such options.</exception>
    public static void Require(DataOptions given, string? where, RawData data, string form, IReadOnlyCollection<string> effective)
    {
        var isRow = data.Kind == DataKind.Features;
        foreach (var option in given.Given)
        {
            var isInteger = data.Integers is not null && option.Key == "input-transform";
            if (!effective.Contains(option.Key) || isInteger || (isRow && option.Key is "hop" or "rate"))
            {
                var what =
                    isInteger && effective.Contains(option.Key) ? $"{form} of 8 bits"
                    : isRow ? $"{form} whose rows are samples of features"
                    : form;
                throw new StriateException(
                    ErrorKind.BadFile,
                    where is null
                        ? $"{option.Option} has no effect on {what}; leave it out"
                        : $"{where}: '{option.Key}' has no effect on {what}; remove the line"
                );
            }
        }
    }
}
