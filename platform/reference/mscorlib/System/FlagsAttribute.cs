namespace System;

[AttributeUsage(AttributeTargets.Enum)]
[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public class FlagsAttribute : Attribute
{
}
