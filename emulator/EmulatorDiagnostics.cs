namespace Striate.Emulator;

/// <summary>Numbers of the emulator's diagnostics.</summary>
public static class EmulatorDiagnostics
{
    public const string NotAnAssembly = "STR3001";
    public const string UnsupportedType = "STR3002";
    public const string UnsupportedInstruction = "STR3003";
    public const string UnsupportedLibrary = "STR3004";
    public const string DefaultInterfaceMethod = "STR3005";
    public const string InvalidCode = "STR3006";
    public const string NoSuchMethod = "STR3007";
    public const string WrongArguments = "STR3008";
    public const string UnhandledException = "STR3101";
    public const string OutOfMemory = "STR3102";
    public const string InstructionLimit = "STR3103";
    public const string Undefined = "STR3104";
    public const string StackOverflow = "STR3105";
}
