namespace Striate.Emulator.Loading;

/// <summary>The types of nanoFramework 1.x's libraries that have a meaning to the interpreter beyond their name.</summary>
internal static class LibraryTypes
{
    public static readonly (string Name, ElementKind Kind)[] Primitives =
    [
        ("System.Boolean", ElementKind.Boolean), ("System.SByte", ElementKind.SByte), ("System.Byte", ElementKind.Byte),
        ("System.Char", ElementKind.Char), ("System.Int16", ElementKind.Int16), ("System.UInt16", ElementKind.UInt16),
        ("System.Int32", ElementKind.Int32), ("System.UInt32", ElementKind.UInt32), ("System.Single", ElementKind.Single),
        ("System.Int64", ElementKind.Int64), ("System.UInt64", ElementKind.UInt64), ("System.Double", ElementKind.Double),
        ("System.IntPtr", ElementKind.Int32), ("System.UIntPtr", ElementKind.UInt32),
        ("System.DateTime", ElementKind.DateTime), ("System.TimeSpan", ElementKind.TimeSpan),
        ("System.RuntimeTypeHandle", ElementKind.UInt32), ("System.RuntimeFieldHandle", ElementKind.UInt32),
    ];

    /// <summary>Classes and what they derive from, bases first.</summary>
    public static readonly (string Name, string Base)[] Classes =
    [
        ("System.Delegate", "System.Object"), ("System.MulticastDelegate", "System.Delegate"), ("System.Attribute", "System.Object"),
        ("System.Reflection.MemberInfo", "System.Object"), ("System.Type", "System.Reflection.MemberInfo"), ("System.Exception", "System.Object"), ("System.SystemException", "System.Exception"),
        ("System.ApplicationException", "System.Exception"), ("System.ArgumentException", "System.SystemException"),
        ("System.ArgumentNullException", "System.ArgumentException"),
        ("System.ArgumentOutOfRangeException", "System.ArgumentException"),
        ("System.IndexOutOfRangeException", "System.SystemException"), ("System.InvalidCastException", "System.SystemException"),
        ("System.InvalidOperationException", "System.SystemException"),
        ("System.ObjectDisposedException", "System.InvalidOperationException"),
        ("System.NotSupportedException", "System.SystemException"), ("System.NotImplementedException", "System.SystemException"),
        ("System.NullReferenceException", "System.SystemException"), ("System.OutOfMemoryException", "System.SystemException"),
        ("System.FormatException", "System.SystemException"), ("System.TimeoutException", "System.SystemException"),
        ("System.AppDomainUnloadedException", "System.SystemException"),
        ("System.Threading.ThreadStart", "System.MulticastDelegate"), ("System.Threading.TimerCallback", "System.MulticastDelegate"),
        ("System.EventHandler", "System.MulticastDelegate"), ("System.AsyncCallback", "System.MulticastDelegate"),
    ];

    public static readonly string[] Interfaces =
    [
        "System.IDisposable", "System.ICloneable", "System.IComparable", "System.IFormatProvider",
        "System.Collections.IEnumerable", "System.Collections.IEnumerator", "System.Collections.ICollection",
        "System.Collections.IList", "System.Collections.IComparer", "System.Collections.IEqualityComparer",
    ];

    public static readonly string[] Enumerations = ["System.DayOfWeek", "System.DateTimeKind", "System.TypeCode"];
}
