using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Striate.Platform;

namespace Striate.Emulator.Loading;

/// <summary>Reads the fields and methods of one type.</summary>
internal static class MemberLoader
{
    public static void Load(
        AssemblyImage image,
        TypeSystem types,
        TypeDescriptor type,
        TypeDefinition definition,
        SignatureTypes signatures,
        PEReader file,
        FieldDescriptor?[] fields,
        MethodDescriptor?[] methods
    )
    {
        foreach (var handle in definition.GetFields())
        {
            var field = Field(image, types, type, handle, signatures, file);
            type.Fields.Add(field);
            fields[MetadataTokens.GetRowNumber(handle) - 1] = field;
        }

        foreach (var handle in definition.GetMethods())
        {
            try
            {
                var method = Method(image, type, handle, signatures, file);
                if (!image.IsCoreLibrary)
                {
                    // What is wrong with it is said now.
                    _ = method.Body;
                }

                type.Methods.Add(method);
                methods[MetadataTokens.GetRowNumber(handle) - 1] = method;
            }
            catch (EmulatorException) when (image.IsCoreLibrary)
            {
                // What the runtime has no use for, such as generic signatures, is not there to be called.
            }
            catch (EmulatorException refusal) when (refusal.Location == null)
            {
                var name = image.Reader.GetString(image.Reader.GetMethodDefinition(handle).Name);
                throw new EmulatorException(refusal.Number, refusal.Problem) { Location = $"{type}::{name}" };
            }
        }
    }

    /// <summary>
    /// What needs the members of other types, which may stand behind this one: places of fields, and explicit implementations.
    /// </summary>
    public static void Link(AssemblyImage image, TypeDescriptor type, TypeDefinition definition)
    {
        TypeSystem.LayOut(type);
        foreach (var handle in definition.GetMethodImplementations())
        {
            var implementation = image.Reader.GetMethodImplementation(handle);
            type.Overrides[image.MethodOf(implementation.MethodDeclaration)] = image.MethodOf(implementation.MethodBody);
        }
    }

    private static FieldDescriptor Field(
        AssemblyImage image,
        TypeSystem types,
        TypeDescriptor declaring,
        FieldDefinitionHandle handle,
        SignatureTypes signatures,
        PEReader file
    )
    {
        var definition = image.Reader.GetFieldDefinition(handle);
        var name = image.Reader.GetString(definition.Name);
        TypeDescriptor type;
        try
        {
            type = definition.DecodeSignature(signatures, null);
        }
        catch (EmulatorException refusal)
        {
            throw new EmulatorException(refusal.Number, refusal.Problem) { Location = $"{declaring}.{name}" };
        }

        var isStatic = definition.Attributes.HasFlag(FieldAttributes.Static);
        var data = ImmutableArray<byte>.Empty;
        if (definition.Attributes.HasFlag(FieldAttributes.HasFieldRVA))
        {
            var size = DataSize(image.Reader, definition, type);
            data = file.GetSectionData(definition.GetRelativeVirtualAddress()).GetContent(0, size);
        }

        var field = new FieldDescriptor(declaring, name, type, isStatic) { Data = data };
        if (isStatic && data.IsEmpty && !definition.Attributes.HasFlag(FieldAttributes.Literal))
        {
            field.Index = type.IsNumber ? types.StaticNumbers++ : types.StaticReferences++;
        }

        return field;
    }

    private static int DataSize(MetadataReader reader, FieldDefinition definition, TypeDescriptor type)
    {
        if (type.IsNumber)
        {
            return PrimitiveArrays.ElementSize(type.Kind);
        }

        // The field's type is a compiler-made struct whose layout row holds the size of the initialiser.
        var signature = reader.GetBlobReader(definition.Signature);
        signature.ReadByte();
        signature.ReadByte();
        return reader.GetTypeDefinition((TypeDefinitionHandle)signature.ReadTypeHandle()).GetLayout().Size;
    }

    private static MethodDescriptor Method(
        AssemblyImage image,
        TypeDescriptor declaring,
        MethodDefinitionHandle handle,
        SignatureTypes signatures,
        PEReader file
    )
    {
        var definition = image.Reader.GetMethodDefinition(handle);
        var name = image.Reader.GetString(definition.Name);
        if (definition.GetGenericParameters().Count > 0)
        {
            throw new EmulatorException(
                DiagnosticNumbers.GenericMethod,
                "a generic method runs on nanoFramework 1.x but computes garbage; write one method per type"
            );
        }

        var signature = definition.DecodeSignature(signatures, null);
        var attributes = definition.Attributes;
        var hasBody = definition.RelativeVirtualAddress != 0;
        if (hasBody && declaring.Kind == ElementKind.Interface && !attributes.HasFlag(MethodAttributes.Static))
        {
            throw new EmulatorException(
                DiagnosticNumbers.InterfaceBody,
                "a default interface method compiles and converts, and the device fails when it is called; implement it in the classes"
            );
        }

        return new MethodDescriptor(
            declaring,
            name,
            signature.ReturnType,
            signature.ParameterTypes,
            attributes.HasFlag(MethodAttributes.Static)
        )
        {
            IsVirtual = attributes.HasFlag(MethodAttributes.Virtual),
            IsAbstract = attributes.HasFlag(MethodAttributes.Abstract),
            IsNewSlot = attributes.HasFlag(MethodAttributes.NewSlot),
            IsNative = image.IsCoreLibrary && definition.ImplAttributes.HasFlag(MethodImplAttributes.InternalCall),
            ReadBody = hasBody ? () => Body(image, definition, signatures, file) : null,
        };
    }

    private static MethodBody Body(AssemblyImage image, MethodDefinition definition, SignatureTypes signatures, PEReader file)
    {
        var body = file.GetMethodBody(definition.RelativeVirtualAddress);
        var locals = body.LocalSignature.IsNil
            ? ImmutableArray<TypeDescriptor>.Empty
            : image.Reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null);
        ImmutableArray<ExceptionClause> clauses = body.ExceptionRegions.IsEmpty
            ? []
            : [.. body.ExceptionRegions.Select(region => Clause(image, region))];
        return new MethodBody(image, body.GetILContent(), locals, clauses, body.MaxStack);
    }

    private static ExceptionClause Clause(AssemblyImage image, ExceptionRegion region) =>
        new(
            region.Kind,
            region.TryOffset,
            region.TryOffset + region.TryLength,
            region.HandlerOffset,
            region.HandlerOffset + region.HandlerLength,
            region.FilterOffset,
            region.Kind == ExceptionRegionKind.Catch ? image.TypeOf(region.CatchType) : null
        );
}
