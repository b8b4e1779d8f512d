namespace System.Reflection;

[Serializable]
public abstract class ConstructorInfo : MethodBase
{
    public override MemberTypes MemberType { get => throw null; }
    public object Invoke(object[] parameters) => throw null;
    public override object[] GetCustomAttributes(bool inherit) => throw null;
}
