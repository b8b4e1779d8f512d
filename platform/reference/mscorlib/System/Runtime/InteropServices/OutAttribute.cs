namespace System.Runtime.InteropServices;

[AttributeUsage(AttributeTargets.Parameter)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class OutAttribute : Attribute
{
}
