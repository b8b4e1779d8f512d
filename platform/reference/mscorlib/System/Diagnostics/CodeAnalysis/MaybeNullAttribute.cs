namespace System.Diagnostics.CodeAnalysis;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class MaybeNullAttribute : Attribute
{
}
