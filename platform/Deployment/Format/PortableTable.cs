namespace Striate.Platform.Deployment.Format;

/// <summary>The tables of a .pe, in the order of the file (nf-interpreter, nanoCLR_Types.h, CLR_TABLESENUM).</summary>
internal enum PortableTable
{
    AssemblyReferences,
    TypeReferences,
    FieldReferences,
    MethodReferences,
    Types,
    Fields,
    Methods,
    Attributes,
    TypeSpecifications,
    Resources,
    ResourceData,
    Strings,
    Signatures,
    Code,
    ResourceFiles,
    End,
}
