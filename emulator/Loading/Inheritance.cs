using System.Runtime.CompilerServices;

namespace Striate.Emulator.Loading;

/// <summary>No type derives from itself: the walks over base types and interfaces end.</summary>
internal static class Inheritance
{
    /// <exception cref="BadImageFormatException">A type is among its own base types or interfaces.</exception>
    public static void Check(IEnumerable<TypeDescriptor> types)
    {
        var (open, finished) = (new HashSet<TypeDescriptor>(), new HashSet<TypeDescriptor>());
        foreach (var type in types)
        {
            Visit(type, open, finished);
        }
    }

    private static void Visit(TypeDescriptor type, HashSet<TypeDescriptor> open, HashSet<TypeDescriptor> finished)
    {
        if (finished.Contains(type))
        {
            return;
        }

        if (!open.Add(type))
        {
            throw new BadImageFormatException($"type '{type}' derives from itself");
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (type.Base != null)
        {
            Visit(type.Base, open, finished);
        }

        foreach (var implemented in type.Interfaces)
        {
            Visit(implemented, open, finished);
        }

        open.Remove(type);
        finished.Add(type);
    }
}
