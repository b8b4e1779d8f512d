namespace Striate.Emulator.Execution;

/// <summary>What runs in place of a library method: reads its arguments from the registers at <paramref name="slot"/> and leaves the result there.</summary>
internal delegate void LibraryAction(Machine machine, int slot);

/// <summary>A supported library method.</summary>
/// <param name="Signature"><c>Namespace.Type::Method(parameter types)</c>.</param>
/// <param name="Action">What it does.</param>
/// <param name="Instructions">
/// IL instructions that the method's own managed code executes on the device, where that is a known constant; 0 for native
/// methods and for those whose count depends on their arguments.
/// </param>
/// <param name="UsesCulture">The first such call executes the static set-up of number formatting as well.</param>
internal sealed record LibraryMethod(string Signature, LibraryAction Action, int Instructions = 0, bool UsesCulture = false);
