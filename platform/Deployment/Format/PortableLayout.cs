namespace Striate.Platform.Deployment.Format;

/// <summary>Offsets and sizes in a .pe (nf-interpreter, nanoCLR_Types.h, CLR_RECORD_*).</summary>
internal static class PortableLayout
{
    /// <summary>An id, an offset or a signature that is not there.</summary>
    public const ushort None = 0xFFFF;

    public const int HeaderChecksum = 8;
    public const int ContentChecksum = 12;
    public const int NativeChecksum = 20;
    public const int Version = 28;
    public const int Name = 36;
    public const int TableOffsets = 40;
    public const int PatchedMethods = 104;
    public const int Paddings = 108;
    public const int HeaderBytes = 124;
    public const int Tables = 16;

    /// <summary>Which <see cref="DeviceStrings"/> a file counts on.</summary>
    public const ushort StringTableVersion = 1;

    /// <summary>The eight bytes that a file begins with.</summary>
    public static ReadOnlySpan<byte> Marker => "NFMRK1\0\0"u8;

    /// <summary>Bytes of a record; 0 for the tables that are no records.</summary>
    public static int RecordBytes(PortableTable table) =>
        table switch
        {
            PortableTable.AssemblyReferences => 12,
            PortableTable.TypeReferences or PortableTable.FieldReferences or PortableTable.MethodReferences => 8,
            PortableTable.Types => 24,
            PortableTable.Fields => 8,
            PortableTable.Methods => 16,
            PortableTable.Attributes => 8,
            PortableTable.TypeSpecifications => 4,
            PortableTable.Resources => 8,
            PortableTable.ResourceFiles => 24,
            _ => 0,
        };
}
