namespace System.Diagnostics.CodeAnalysis;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class DisallowNullAttribute : Attribute
{
}
