namespace System.Reflection;

[Serializable]
public abstract class MethodBase : MemberInfo
{
    public bool IsPublic { get => throw null; }
    public bool IsStatic { get => throw null; }
    public bool IsFinal { get => throw null; }
    public bool IsVirtual { get => throw null; }
    public bool IsAbstract { get => throw null; }
    public abstract ParameterInfo[] GetParameters();
    public object Invoke(object obj, object[] parameters) => throw null;
    public override string Name { get => throw null; }
    public override Type DeclaringType { get => throw null; }
}
