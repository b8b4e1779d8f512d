namespace System.Reflection;

[Serializable]
public abstract class Binder
{
}
