namespace System.Reflection;

[Serializable]
public abstract class MethodInfo : MethodBase
{
    public override MemberTypes MemberType { get => throw null; }
    public abstract Type ReturnType { get; }
}
