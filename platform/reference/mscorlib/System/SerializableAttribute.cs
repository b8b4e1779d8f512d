namespace System;

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Delegate, Inherited = false)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class SerializableAttribute : Attribute
{
}
