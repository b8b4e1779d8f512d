namespace Striate.Emulator;

/// <summary>What has been executed since the machine was loaded or the counters were reset; exact.</summary>
/// <param name="Instructions">IL instructions, each counted once per execution, as nanoFramework's interpreter executes them.</param>
/// <param name="Calls">Call, callvirt and newobj instructions.</param>
/// <param name="Allocations">Objects, arrays, strings, boxes and copies of structs put on the heap.</param>
/// <param name="AllocatedBytes">Device bytes of those.</param>
/// <param name="CostUnits">Instructions weighted by opcode.</param>
/// <param name="LibraryInstructions">The part of <paramref name="Instructions"/> that is managed code of the core library.</param>
public sealed record Counters(
    long Instructions,
    long Calls,
    long Allocations,
    long AllocatedBytes,
    long CostUnits,
    long LibraryInstructions = 0
);

/// <summary>What one method has executed itself, without the methods that it called.</summary>
/// <param name="Type">Full name of the declaring type.</param>
/// <param name="Name">Name and parameter types.</param>
/// <param name="Calls">How often it was entered.</param>
/// <param name="Instructions">IL instructions.</param>
/// <param name="Allocations">Objects put on the heap.</param>
/// <param name="AllocatedBytes">Device bytes of those.</param>
/// <param name="CostUnits">Instructions weighted by opcode.</param>
public sealed record MethodProfile(
    string Type,
    string Name,
    long Calls,
    long Instructions,
    long Allocations,
    long AllocatedBytes,
    long CostUnits
);
