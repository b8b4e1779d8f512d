using System.Buffers.Binary;
using System.Collections.Immutable;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>The records of a .pe's tables. Types own their fields and methods in the order of the tables.</summary>
internal sealed class PortableRows(PortableFile file, PortableStrings strings)
{
    public static Version VersionAt(ReadOnlySpan<byte> bytes) =>
        new(UInt16(bytes), UInt16(bytes[2..]), UInt16(bytes[4..]), UInt16(bytes[6..]));

    /// <summary>Assemblies that the file refers to.</summary>
    public ImmutableArray<PortableReference> References() =>
        Rows(PortableTable.AssemblyReferences, row => new PortableReference(strings[UInt16(row)], VersionAt(row[4..])));

    /// <summary>All records.</summary>
    /// <exception cref="BadImageFormatException">They contradict each other.</exception>
    public PortableRecords Read()
    {
        var (fields, methods) = (0, 0);
        var records = new PortableRecords(
            Rows(
                PortableTable.TypeReferences,
                row => new TypeReferenceRecord(strings[UInt16(row)], strings[UInt16(row[2..])], UInt16(row[4..]))
            ),
            Rows(PortableTable.FieldReferences, Member),
            Rows(PortableTable.MethodReferences, Member),
            Rows(PortableTable.Types, row => Type(row, ref fields, ref methods)),
            Rows(
                PortableTable.Fields,
                row => new FieldRecord(strings[UInt16(row)], UInt16(row[2..]), UInt16(row[4..]), (FieldFlags)UInt16(row[6..]))
            ),
            Methods(),
            Rows(PortableTable.TypeSpecifications, row => UInt16(row)),
            file.Table(PortableTable.Signatures)
        );
        PortableFile.Check(fields == records.Fields.Length && methods == records.Methods.Length, "a field or method belongs to no type");
        return records;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private MemberReferenceRecord Member(ReadOnlySpan<byte> row) => new(strings[UInt16(row)], UInt16(row[2..]), UInt16(row[4..]));

    private TypeRecord Type(ReadOnlySpan<byte> row, ref int fields, ref int methods)
    {
        var (methodCount, statics, instances) = (row[12] + row[13] + row[14], row[20], row[21]);
        PortableFile.Check(
            (methodCount == 0 || UInt16(row[10..]) == methods)
                && (statics == 0 || UInt16(row[16..]) == fields)
                && (instances == 0 || UInt16(row[18..]) == fields + statics),
            "the members of its types are out of order"
        );
        var (firstField, firstMethod) = (fields, methods);
        fields += statics + instances;
        methods += methodCount;
        return new TypeRecord(
            strings[UInt16(row)],
            strings[UInt16(row[2..])],
            UInt16(row[4..]),
            UInt16(row[6..]),
            UInt16(row[8..]),
            firstMethod..methods,
            firstField..fields,
            (TypeFlags)UInt16(row[22..])
        );
    }

    // A method's code ends where that of the next one begins.
    private ImmutableArray<MethodRecord> Methods()
    {
        var code = file.Table(PortableTable.Code);
        var starts = Rows(PortableTable.Methods, row => UInt16(row[2..]));
        var end = code.Length;
        var ends = new int[starts.Length];
        for (var i = starts.Length - 1; i >= 0; i--)
        {
            ends[i] = end;
            if (starts[i] != PortableLayout.None)
            {
                PortableFile.Check(starts[i] <= end, "the code of a method is out of order");
                end = starts[i];
            }
        }

        var number = 0;
        return Rows(
            PortableTable.Methods,
            row =>
            {
                var (from, to) = (starts[number], ends[number++]);
                var hasCode = from != PortableLayout.None;
                return new MethodRecord(
                    strings[UInt16(row)],
                    hasCode ? code[from..to] : default,
                    hasCode,
                    (MethodFlags)BinaryPrimitives.ReadUInt32LittleEndian(row[4..]),
                    row[10],
                    row[11],
                    UInt16(row[12..]),
                    UInt16(row[14..])
                );
            }
        );
    }

    private delegate T RowReader<T>(ReadOnlySpan<byte> row);

    private ImmutableArray<T> Rows<T>(PortableTable table, RowReader<T> read)
    {
        var (bytes, size) = (file.Table(table), PortableLayout.RecordBytes(table));
        var rows = ImmutableArray.CreateBuilder<T>(bytes.Length / size);
        for (var at = 0; at < bytes.Length; at += size)
        {
            rows.Add(read(bytes.Span.Slice(at, size)));
        }

        return rows.MoveToImmutable();
    }
}
