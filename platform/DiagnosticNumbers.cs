namespace Striate.Platform;

/// <summary>
/// The numbers of diagnostics by name; <see cref="DiagnosticDescriptors"/> has what they say. Those of imports are in
/// <c>import/Problems.cs</c>.
/// </summary>
public static class DiagnosticNumbers
{
    /// <summary>The C# does not compile for the platform.</summary>
    public const string CompileError = "STR1101";

    /// <summary>The board's application needs classes.</summary>
    public const string NoClasses = "STR1102";

    /// <summary>Too many local variables in a method.</summary>
    public const string Locals = "STR1201";

    /// <summary>Evaluation stack too deep.</summary>
    public const string EvaluationStack = "STR1202";

    /// <summary>Method too large for its branches.</summary>
    public const string MethodSize = "STR1203";

    /// <summary>Too much IL in an assembly.</summary>
    public const string IlBytes = "STR1204";

    /// <summary>Too many bytes of static array initialisers in an assembly.</summary>
    public const string ArrayInitialisers = "STR1205";

    /// <summary>Too many bytes of strings in an assembly.</summary>
    public const string StringBytes = "STR1206";

    /// <summary>Too many static fields in a type.</summary>
    public const string StaticFields = "STR1207";

    /// <summary>Too many methods in a type.</summary>
    public const string Methods = "STR1208";

    /// <summary>Object larger than the heap can hold in one piece.</summary>
    public const string ObjectSize = "STR1209";

    /// <summary>Too many instance fields in a type.</summary>
    public const string InstanceFields = "STR1210";

    /// <summary>Too many arguments of a method.</summary>
    public const string Arguments = "STR1211";

    /// <summary>Too many targets of a switch.</summary>
    public const string SwitchTargets = "STR1212";

    /// <summary>Too many exception handlers in a method.</summary>
    public const string ExceptionHandlers = "STR1213";

    /// <summary>Too many assemblies in an application.</summary>
    public const string Assemblies = "STR1214";

    /// <summary>Too many bytes of signatures in an assembly.</summary>
    public const string SignatureBytes = "STR1215";

    /// <summary>Too many rows in a table.</summary>
    public const string TableRows = "STR1216";

    /// <summary>Generic method.</summary>
    public const string GenericMethod = "STR1301";

    /// <summary>Generic type.</summary>
    public const string GenericType = "STR1302";

    /// <summary>Multidimensional array.</summary>
    public const string MultidimensionalArray = "STR1303";

    /// <summary>Interface method with a body.</summary>
    public const string InterfaceBody = "STR1304";

    /// <summary>Pointer.</summary>
    public const string Pointer = "STR1305";

    /// <summary>Instruction that the interpreter does not implement.</summary>
    public const string UnsupportedInstruction = "STR1306";

    /// <summary>Attribute class injected by the compiler.</summary>
    public const string InjectedAttribute = "STR1307";

    /// <summary>Embedded resource.</summary>
    public const string EmbeddedResource = "STR1308";

    /// <summary>Argument of an attribute that a .pe cannot hold.</summary>
    public const string AttributeArgument = "STR1309";

    /// <summary>Modified type in a signature.</summary>
    public const string ModifiedType = "STR1310";

    /// <summary>Reference to an assembly that the platform does not have.</summary>
    public const string MissingAssembly = "STR1401";

    /// <summary>Reference to a type or member that the platform does not have.</summary>
    public const string MissingMember = "STR1402";

    /// <summary>Not a .NET assembly.</summary>
    public const string NotAnAssembly = "STR1403";

    /// <summary>Two referenced types of one name.</summary>
    public const string AmbiguousType = "STR1404";

    /// <summary>Reference that gets lost.</summary>
    public const string LostReference = "STR1405";

    /// <summary>Enumeration of an unknown assembly.</summary>
    public const string UnknownEnumeration = "STR1406";

    /// <summary>Core library.</summary>
    public const string CoreLibrary = "STR1407";

    /// <summary>Integer division by a value that is not a literal.</summary>
    public const string IntegerDivision = "STR1501";

    /// <summary>Checked arithmetic.</summary>
    public const string CheckedArithmetic = "STR1502";

    /// <summary>Floating-point division by a value that is not a literal.</summary>
    public const string FloatDivision = "STR1503";

    /// <summary>Floating-point value converted to an integer.</summary>
    public const string FloatToInteger = "STR1504";

    /// <summary>String literal with a NUL character.</summary>
    public const string NulInString = "STR1505";

    /// <summary>Library method that the emulator does not run.</summary>
    public const string UnsupportedLibrary = "STR1601";

    /// <summary>Invalid IL.</summary>
    public const string InvalidCode = "STR1602";

    /// <summary>No such type or method.</summary>
    public const string NoSuchMethod = "STR1603";

    /// <summary>Arguments that do not fit the method.</summary>
    public const string WrongArguments = "STR1604";

    /// <summary>Unhandled exception.</summary>
    public const string UnhandledException = "STR1611";

    /// <summary>Out of memory.</summary>
    public const string OutOfMemory = "STR1612";

    /// <summary>Instruction limit reached.</summary>
    public const string InstructionLimit = "STR1613";

    /// <summary>Undefined on the device.</summary>
    public const string Undefined = "STR1614";

    /// <summary>Calls nested too deep.</summary>
    public const string StackOverflow = "STR1615";

    /// <summary>More IL than allowed.</summary>
    public const string IlBudget = "STR1701";

    /// <summary>More heap than there is.</summary>
    public const string HeapBudget = "STR1702";

    /// <summary>More flash than there is.</summary>
    public const string FlashBudget = "STR1703";

    /// <summary>Item of a build that is wrong.</summary>
    public const string BuildItem = "STR1901";

    /// <summary>Model of a build that cannot be used.</summary>
    public const string BuildFile = "STR1902";

    /// <summary>Code of a build that does not pass a check.</summary>
    public const string BuildCheck = "STR1903";

    /// <summary>Fault of the generator in a build.</summary>
    public const string BuildFault = "STR1904";

    /// <summary>Models of one project that become the same class or files.</summary>
    public const string BuildClash = "STR1905";
}
