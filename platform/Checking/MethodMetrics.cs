namespace Striate.Platform.Checking;

/// <summary>The sizes of a method that the platform limits.</summary>
/// <param name="Type">Full name of its type; nested types after a plus sign.</param>
/// <param name="Name">Its name.</param>
/// <param name="IlBytes">Bytes of IL as the .pe stores them: references and branches are shorter than in .NET.</param>
/// <param name="DesktopIlBytes">Bytes of IL in the assembly.</param>
/// <param name="Locals">Local variables.</param>
/// <param name="Arguments">Arguments, 'this' included.</param>
/// <param name="StackDepth">Entries on the evaluation stack at the deepest point.</param>
/// <param name="Handlers">Exception handlers.</param>
public sealed record MethodMetrics(
    string Type,
    string Name,
    int IlBytes,
    int DesktopIlBytes,
    int Locals,
    int Arguments,
    int StackDepth,
    int Handlers
);
