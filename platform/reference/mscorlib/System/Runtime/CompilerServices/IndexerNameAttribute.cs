namespace System.Runtime.CompilerServices;

[AttributeUsage(AttributeTargets.Property)]
[ExcludeType]
[Serializable]
public sealed class IndexerNameAttribute : Attribute
{
    public IndexerNameAttribute(string indexerName) => throw null;
}
