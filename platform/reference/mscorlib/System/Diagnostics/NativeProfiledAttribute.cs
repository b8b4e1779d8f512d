namespace System.Diagnostics;

[System.Runtime.CompilerServices.ExcludeType]
[AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method, Inherited = false)]
public sealed class NativeProfiledAttribute : Attribute
{
}
