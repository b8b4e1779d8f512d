namespace Striate.Emulator.Execution;

/// <summary>
/// What runs in place of a native method: reads its arguments from the registers at <paramref name="slot"/> and leaves the result there.
/// </summary>
internal delegate void LibraryAction(Machine machine, int slot);

/// <summary>A supported native method of the core library, or a method of a library without bodies.</summary>
/// <param name="Signature"><c>Namespace.Type::Method(parameter types)</c>.</param>
/// <param name="Action">What it does.</param>
internal sealed record LibraryMethod(string Signature, LibraryAction Action);
