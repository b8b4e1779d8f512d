using System.Collections.Immutable;
using System.Text;

namespace Striate.Platform;

/// <summary>A command with arguments as one text, such as <c>nanoclr run --assemblies</c>; no shell reads it.</summary>
public static class CommandWords
{
    private const char Quote = '"';

    /// <summary>
    /// Its words: what blanks part, unless double quotes hold it together. A text that is the path of a file as it stands is one word.
    /// </summary>
    /// <exception cref="StriateException">There is no word, or a quote has no end.</exception>
    public static ImmutableArray<string> Of(string command)
    {
        if (File.Exists(command))
        {
            return [command];
        }

        var words = ImmutableArray.CreateBuilder<string>();
        var (word, isWord, isQuoted) = (new StringBuilder(), false, false);
        foreach (var character in command)
        {
            if (character == Quote)
            {
                (isQuoted, isWord) = (!isQuoted, true);
            }
            else if (isQuoted || !char.IsWhiteSpace(character))
            {
                word.Append(character);
                isWord = true;
            }
            else if (isWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }

        if (isWord)
        {
            words.Add(word.ToString());
        }

        return isQuoted ? throw new StriateException(ErrorKind.Usage, $"'{command}': a quotation mark has no end; close it")
            : words.Count > 0 ? words.ToImmutable()
            : throw new StriateException(ErrorKind.Usage, "a command is empty; name a program");
    }
}
