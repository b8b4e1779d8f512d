using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>
/// The native methods of the core library, and the methods of the libraries without bodies, that the emulator runs, by full
/// signature. What is not here is refused before the run, or when the core library's own code calls it.
/// </summary>
internal static class LibraryTable
{
    private const int Libraries = 13;

    private static readonly Dictionary<string, LibraryMethod> s_methods = [];
    private static int s_libraries;

    /// <summary>All of them, by signature.</summary>
    public static IEnumerable<LibraryMethod> All =>
        Enumerable.Range(0, Libraries).SelectMany(Library).OrderBy(method => method.Signature, StringComparer.Ordinal);

    /// <summary>The method itself, or one that its type inherits; null when it is not supported.</summary>
    public static LibraryMethod? Find(MethodDescriptor method)
    {
        var found = Find(method.ToString());
        for (var type = method.Declaring.Base; found is null && type != null; type = type.Base)
        {
            found = Find($"{type}::{method.Signature}");
        }

        return found;
    }

    // Making the hundreds of delegates takes as long as loading a network: a library is made when those before it do not
    // have a method, and those that generated code uses come first.
    public static LibraryMethod? Find(string signature)
    {
        lock (s_methods)
        {
            LibraryMethod? found;
            while (!s_methods.TryGetValue(signature, out found) && s_libraries < Libraries)
            {
                foreach (var method in Library(s_libraries))
                {
                    s_methods.Add(method.Signature, method);
                }

                s_libraries++;
            }

            return found;
        }
    }

    private static LibraryMethod[] Library(int number) => number switch
    {
        0 => ArrayLibrary.Methods,
        1 => ObjectLibrary.Methods,
        2 => OutputLibrary.Methods,
        3 => TypeLibrary.Methods,
        4 => ListLibrary.Methods,
        5 => StringLibrary.Methods,
        6 => NumberLibrary.Methods,
        7 => TimeLibrary.Methods,
        8 => MathLibrary.Methods,
        9 => DeviceLibrary.Methods,
        10 => SerialPortLibrary.Methods,
        11 => AdcLibrary.Methods,
        12 => ThreadLibrary.Methods,
        _ => throw new ArgumentOutOfRangeException(nameof(number)),
    };
}
