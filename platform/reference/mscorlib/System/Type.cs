namespace System;

[Serializable]
public abstract class Type : System.Reflection.MemberInfo, System.Reflection.IReflect
{
    public override Type DeclaringType { get => throw null; }
    public static Type GetType(string typeName) => throw null;
    public object InvokeMember(string name, System.Reflection.BindingFlags invokeAttr, System.Reflection.Binder binder, object target, object[] args) => throw null;
    public abstract System.Reflection.Assembly Assembly { get; }
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => throw null;
    public abstract string FullName { get; }
    public abstract string AssemblyQualifiedName { get; }
    public abstract Type BaseType { get; }
    public System.Reflection.ConstructorInfo GetConstructor(Type[] types) => throw null;
    public System.Reflection.ConstructorInfo[] GetConstructors() => throw null;
    public System.Reflection.MethodInfo GetMethod(string name, Type[] types) => throw null;
    public System.Reflection.MethodInfo GetMethod(string name, System.Reflection.BindingFlags bindingAttr) => throw null;
    public System.Reflection.MethodInfo GetMethod(string name) => throw null;
    public System.Reflection.MethodInfo[] GetMethods() => throw null;
    public abstract System.Reflection.MethodInfo[] GetMethods(System.Reflection.BindingFlags bindingAttr);
    public abstract System.Reflection.FieldInfo GetField(string name, System.Reflection.BindingFlags bindingAttr);
    public System.Reflection.FieldInfo GetField(string name) => throw null;
    public System.Reflection.FieldInfo[] GetFields() => throw null;
    public abstract System.Reflection.FieldInfo[] GetFields(System.Reflection.BindingFlags bindingAttr);
    public abstract Type[] GetInterfaces();
    public bool IsNotPublic { get => throw null; }
    public bool IsPublic { get => throw null; }
    public bool IsClass { get => throw null; }
    public bool IsInterface { get => throw null; }
    public bool IsValueType { get => throw null; }
    public bool IsAbstract { get => throw null; }
    public bool IsEnum { get => throw null; }
    public bool IsSerializable { get => throw null; }
    public bool IsArray { get => throw null; }
    public abstract Type GetElementType();
    public virtual bool IsSubclassOf(Type c) => throw null;
    public virtual bool IsInstanceOfType(object o) => throw null;
    public override string ToString() => throw null;
}
