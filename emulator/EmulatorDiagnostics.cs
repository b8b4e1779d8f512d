namespace Striate.Emulator;

/// <summary>Numbers of the diagnostics that the emulator gives; the registry in <c>platform</c> explains them.</summary>
public static class EmulatorDiagnostics
{
    /// <summary>A generic method.</summary>
    public const string GenericMethod = "STR1301";

    /// <summary>A generic type.</summary>
    public const string GenericType = "STR1302";

    /// <summary>An array of more than one dimension.</summary>
    public const string MultidimensionalArray = "STR1303";

    /// <summary>An interface method with a body.</summary>
    public const string DefaultInterfaceMethod = "STR1304";

    /// <summary>A pointer, or a local pinned by <c>fixed</c>.</summary>
    public const string Pointer = "STR1305";

    /// <summary>An instruction that the interpreter does not implement.</summary>
    public const string UnsupportedInstruction = "STR1306";

    /// <summary>A type that the platform does not have.</summary>
    public const string UnknownType = "STR1402";

    /// <summary>Bytes that are no assembly.</summary>
    public const string NotAnAssembly = "STR1403";

    /// <summary>A library method that the emulator does not run.</summary>
    public const string UnsupportedLibrary = "STR1601";

    /// <summary>Instructions that do not fit together.</summary>
    public const string InvalidCode = "STR1602";

    /// <summary>A type or method that does not exist.</summary>
    public const string NoSuchMethod = "STR1603";

    /// <summary>Arguments that do not fit the method.</summary>
    public const string WrongArguments = "STR1604";

    /// <summary>An exception that emulated code did not handle.</summary>
    public const string UnhandledException = "STR1611";

    /// <summary>The heap is full.</summary>
    public const string OutOfMemory = "STR1612";

    /// <summary>The run was stopped.</summary>
    public const string InstructionLimit = "STR1613";

    /// <summary>What the device does is not defined.</summary>
    public const string Undefined = "STR1614";

    /// <summary>Calls nested too deep.</summary>
    public const string StackOverflow = "STR1615";
}
