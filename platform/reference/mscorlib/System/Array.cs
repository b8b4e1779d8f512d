namespace System;

[Serializable]
public abstract class Array : ICloneable, System.Collections.IList
{
    public static Array CreateInstance(Type elementType, int length) => throw null;
    public static void Copy(Array sourceArray, Array destinationArray, int length) => throw null;
    public static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length) => throw null;
    public static void Clear(Array array, int index, int length) => throw null;
    public object GetValue(int index) => throw null;
    public int Length { get => throw null; }
    int System.Collections.ICollection.Count { get => throw null; }
    public object SyncRoot { get => throw null; }
    public bool IsReadOnly { get => throw null; }
    public bool IsFixedSize { get => throw null; }
    public bool IsSynchronized { get => throw null; }
    object System.Collections.IList.this[int index] { get => throw null; set => throw null; }
    int System.Collections.IList.Add(object value) => throw null;
    bool System.Collections.IList.Contains(object value) => throw null;
    void System.Collections.IList.Clear() => throw null;
    int System.Collections.IList.IndexOf(object value) => throw null;
    void System.Collections.IList.Insert(int index, object value) => throw null;
    void System.Collections.IList.Remove(object value) => throw null;
    void System.Collections.IList.RemoveAt(int index) => throw null;
    public object Clone() => throw null;
    public static int BinarySearch(Array array, object value, System.Collections.IComparer comparer) => throw null;
    public static int BinarySearch(Array array, int index, int length, object value, System.Collections.IComparer comparer) => throw null;
    public void CopyTo(Array array, int index) => throw null;
    public System.Collections.IEnumerator GetEnumerator() => throw null;
    public static int IndexOf(Array array, object value) => throw null;
    public static int IndexOf(Array array, object value, int startIndex) => throw null;
    public static int IndexOf(Array array, object value, int startIndex, int count) => throw null;
}
