namespace System.Reflection;

[Serializable]
public abstract class ParameterInfo
{
    public virtual Type ParameterType { get => throw null; }
}
