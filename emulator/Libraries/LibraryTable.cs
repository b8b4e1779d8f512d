using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>Every library method that the emulator runs, by full signature. What is not here is refused before the run.</summary>
internal static class LibraryTable
{
    private static readonly Dictionary<string, LibraryMethod> Methods =
        new LibraryMethod[][]
        {
            ObjectLibrary.Methods, StringLibrary.Methods, NumberLibrary.Methods, OutputLibrary.Methods, ExceptionLibrary.Methods,
            ArrayLibrary.Methods, TimeLibrary.Methods, MathLibrary.Methods, DeviceLibrary.Methods, SpanByteLibrary.Methods,
            SerialPortLibrary.Methods, AdcLibrary.Methods,
        }.SelectMany(methods => methods).ToDictionary(method => method.Signature);

    /// <summary>All of them, by signature.</summary>
    public static IEnumerable<LibraryMethod> All => Methods.Values.OrderBy(method => method.Signature, StringComparer.Ordinal);

    /// <summary>The method itself, or for a constructor of any exception type that of System.Exception; null when it is not supported.</summary>
    public static LibraryMethod? Find(MethodDescriptor method)
    {
        if (Methods.TryGetValue(method.ToString(), out var found))
        {
            return found;
        }

        for (var type = method.Declaring.Base; type != null; type = type.Base)
        {
            if (Methods.TryGetValue($"{type}::{method.Signature}", out found))
            {
                return found;
            }
        }

        return null;
    }
}
