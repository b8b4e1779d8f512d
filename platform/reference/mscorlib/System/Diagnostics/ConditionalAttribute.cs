namespace System.Diagnostics;

[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
[System.Runtime.CompilerServices.ExcludeType]
[Serializable]
public sealed class ConditionalAttribute : Attribute
{
    public ConditionalAttribute(string conditionString) => throw null;
    public string ConditionString { get => throw null; }
}
