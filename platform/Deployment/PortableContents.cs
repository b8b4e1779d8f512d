using Striate.Platform.Deployment.Format;
using Striate.Platform.Deployment.Writing;

namespace Striate.Platform.Deployment;

/// <summary>
/// What a .pe holds, as far as its size goes: rows of its tables, texts, signatures and code. Its limits are not looked at.
/// Signatures are to be added in the order of the file, because one that stands in another is not written again.
/// </summary>
public sealed class PortableContents
{
    private readonly int[] _rows = new int[PortableLayout.Tables];
    private readonly TextBytes _texts = new();
    private readonly SignatureBytes _signatures = new();
    private int _code;

    /// <param name="assembly">Name of the assembly.</param>
    public PortableContents(string assembly) => _texts.Add(assembly);

    /// <summary>Bytes of the file.</summary>
    public int Bytes =>
        PortableLayout.HeaderBytes
        + _rows.Select((rows, table) => rows * PortableLayout.RecordBytes((PortableTable)table)).Sum()
        + Padded(_texts.Bytes.Length)
        + Padded(_signatures.Bytes.Length)
        + Padded(_code);

    /// <summary>Heap that the loader takes for it; every field is static.</summary>
    public long LoadedBytes =>
        HeapLayout.AssemblyTables(
            Rows(PortableTable.AssemblyReferences) + Rows(PortableTable.TypeReferences) + Rows(PortableTable.MethodReferences),
            Rows(PortableTable.Types),
            Rows(PortableTable.Fields),
            Rows(PortableTable.Fields),
            Rows(PortableTable.Methods)
        );

    /// <summary>Another assembly.</summary>
    public void AddAssembly(string name) => AddRow(PortableTable.AssemblyReferences, name);

    /// <summary>A type of another assembly.</summary>
    public void AddTypeReference(string nameSpace, string name) => AddRow(PortableTable.TypeReferences, name, nameSpace);

    /// <summary>A method of a type of another assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    public void AddMethodReference(string name, byte[] signature)
    {
        AddRow(PortableTable.MethodReferences, name);
        _signatures.Add(signature);
    }

    /// <summary>A type of the assembly; its fields and methods follow, fields first.</summary>
    /// <returns>Its number.</returns>
    public int AddType(string nameSpace, string name)
    {
        AddRow(PortableTable.Types, name, nameSpace);
        return Rows(PortableTable.Types) - 1;
    }

    /// <summary>A static field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="data">The data that it begins with.</param>
    public void AddField(string name, byte[] signature, ReadOnlySpan<byte> data = default)
    {
        AddRow(PortableTable.Fields, name);
        _signatures.Add(signature);
        if (!data.IsEmpty)
        {
            _signatures.Add(PortableSignature.OfData(data));
        }
    }

    /// <summary>A static method.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="locals">Types of its locals, one after the other.</param>
    /// <param name="codeBytes">Bytes of its code.</param>
    public void AddMethod(string name, byte[] signature, byte[] locals, int codeBytes)
    {
        AddRow(PortableTable.Methods, name);
        _code += codeBytes;
        _signatures.Add(signature);
        if (locals.Length > 0)
        {
            _signatures.Add(locals);
        }
    }

    /// <summary>A literal of code.</summary>
    public void AddText(string text) => _texts.Add(text);

    private void AddRow(PortableTable table, params ReadOnlySpan<string> names)
    {
        _rows[(int)table]++;
        foreach (var name in names)
        {
            _texts.Add(name);
        }
    }

    private int Rows(PortableTable table) => _rows[(int)table];

    // Every table begins at a multiple of four.
    private static int Padded(int bytes) => (bytes + 3) & ~3;
}
