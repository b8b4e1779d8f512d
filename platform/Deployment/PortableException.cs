namespace Striate.Platform.Deployment;

/// <summary>The format of a .pe cannot hold an assembly.</summary>
/// <param name="message">One line: the assembly, what in it, the remedy.</param>
public sealed class PortableException(string message) : StriateException(ErrorKind.CheckFailed, message);
