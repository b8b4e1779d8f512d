namespace Striate.Platform.Checking;

/// <summary>A type in a signature.</summary>
/// <param name="Name">Full name; equal names are equal types.</param>
/// <param name="Kind">What it is on the evaluation stack.</param>
/// <param name="Traits">What the platform does not have.</param>
/// <param name="ElementBytes">Bytes that it takes as an element of an array on the device.</param>
internal sealed record SignatureType(string Name, StackKind Kind, TypeTraits Traits, int ElementBytes);

/// <summary>What a value on the evaluation stack is.</summary>
internal enum StackKind
{
    /// <summary>References, structs, enumerations, native integers.</summary>
    Other,

    /// <summary>bool, char and integers of up to 32 bits.</summary>
    Int32,

    /// <summary>long, ulong.</summary>
    Int64,

    /// <summary>float, double.</summary>
    Float,

    /// <summary>Nothing: the return type of a method that returns nothing.</summary>
    Void,
}

/// <summary>Parts of a type that the platform does not have.</summary>
[Flags]
internal enum TypeTraits
{
    None = 0,
    Pointer = 1,
    Multidimensional = 2,
    Generic = 4,
}
