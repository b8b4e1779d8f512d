namespace System.Diagnostics;

[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Module)]
[System.Runtime.CompilerServices.ExcludeType]
public sealed class DebuggableAttribute : Attribute
{
    [Flags]
    [System.Runtime.CompilerServices.ExcludeType]
    public enum DebuggingModes
    {
        None = 0,
        Default = 1,
        DisableOptimizations = 256,
        IgnoreSymbolStoreSequencePoints = 2,
        EnableEditAndContinue = 4,
    }

    public DebuggableAttribute(bool isJITTrackingEnabled, bool isJITOptimizerDisabled) => throw null;
    public DebuggableAttribute(DebuggableAttribute.DebuggingModes modes) => throw null;
    public bool IsJITTrackingEnabled { get => throw null; }
    public bool IsJITOptimizerDisabled { get => throw null; }
    public DebuggableAttribute.DebuggingModes DebuggingFlags { get => throw null; }
}
