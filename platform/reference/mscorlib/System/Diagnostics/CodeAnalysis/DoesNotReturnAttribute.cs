namespace System.Diagnostics.CodeAnalysis;

[AttributeUsage(AttributeTargets.Method, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class DoesNotReturnAttribute : Attribute
{
}
