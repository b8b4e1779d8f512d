using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Libraries;

/// <summary>
/// The native methods of the core library, and the methods of the libraries without bodies, that the emulator runs, by full
/// signature. What is not here is refused before the run, or when the core library's own code calls it.
/// </summary>
internal static class LibraryTable
{
    private const int Libraries = 14;

    private static readonly Dictionary<string, LibraryMethod> s_methods = [];
    private static readonly bool[] s_isMade = new bool[Libraries];

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

    // Making the hundreds of delegates takes as long as loading a network: a library is made when a method may be in it, and
    // the likely one comes first.
    public static LibraryMethod? Find(string signature)
    {
        lock (s_methods)
        {
            if (s_methods.TryGetValue(signature, out var found))
            {
                return found;
            }

            Make(Likely(signature));
            for (var number = 0; !s_methods.TryGetValue(signature, out found) && number < Libraries; number++)
            {
                Make(number);
            }

            return found;
        }
    }

    /// <summary>The library that has the methods of a type which many programs use; another one's are found, too.</summary>
    internal static int Likely(string signature) =>
        signature[..signature.IndexOf("::", StringComparison.Ordinal)] switch
        {
            "System.Diagnostics.Debug" => 2,
            "System.RuntimeType" or "System.Type" => 3,
            "System.Collections.ArrayList" => 4,
            "System.String" => 5,
            "System.Number" => 6,
            "System.DateTime" or "System.Environment" or "System.TimeSpan" => 7,
            "System.Math" => 8,
            "System.IO.Ports.SerialPort" => 10,
            "System.Threading.Thread" => 12,
            _ => 0,
        };

    private static void Make(int number)
    {
        if (s_isMade[number])
        {
            return;
        }

        foreach (var method in Library(number))
        {
            s_methods.Add(method.Signature, method);
        }

        s_isMade[number] = true;
    }

    internal static LibraryMethod[] Library(int number) =>
        number switch
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
            13 => I2cLibrary.Methods,
            _ => throw new ArgumentOutOfRangeException(nameof(number)),
        };
}
