namespace Striate.Common;

/// <summary>Whose turn it is after something was refused.</summary>
public enum ErrorKind
{
    /// <summary>What was asked for is wrong: an option, a name, a value out of range.</summary>
    Usage,

    /// <summary>A file is missing, damaged, or cannot be read or written.</summary>
    BadFile,

    /// <summary>A check failed: a limit of the platform, a difference, a board that does not answer, a tool that is missing.</summary>
    CheckFailed,

    /// <summary>Striate itself is wrong.</summary>
    Internal,
}
