using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Sizes over the limits of the file format and the runtime.</summary>
internal static class LimitChecks
{
    public static IEnumerable<Diagnostic> Check(CheckedAssembly assembly)
    {
        var metrics = AssemblyMetrics.Of(assembly);
        var place = Location.Assembly(metrics.Name);
        var values = new List<(Limit Limit, Location Location, long Value)>
        {
            (Limits.AssemblyBytecode, place, metrics.IlBytes),
            (Limits.AssemblyInitialisers, place, metrics.InitialiserBytes),
            (Limits.AssemblyStrings, place, metrics.StringBytes),
        };
        foreach (var type in metrics.Types)
        {
            place = Location.Type(type.Name);
            values.Add((Limits.TypeStaticFields, place, type.StaticFields));
            values.Add((Limits.TypeInstanceFields, place, type.InstanceFields));
            values.Add((Limits.TypeMethods, place, Math.Max(type.StaticMethods, Math.Max(type.InstanceMethods, type.VirtualMethods))));
        }

        foreach (var method in metrics.Methods)
        {
            place = Location.Method(method.Type, method.Name);
            values.Add((Limits.MethodLocals, place, method.Locals));
            values.Add((Limits.MethodStack, place, method.StackDepth));
            values.Add((Limits.MethodBytecode, place, method.IlBytes));
            values.Add((Limits.MethodArguments, place, method.Arguments));
            values.Add((Limits.MethodHandlers, place, method.Handlers));
        }

        return values
            .Where(entry => entry.Value > entry.Limit.Works)
            .Select(entry => Diagnostic.Exceeds(entry.Limit, entry.Location, entry.Value))
            .Concat(assembly.Methods.SelectMany(method => CheckInstructions(assembly.Reader, method)));
    }

    private static IEnumerable<Diagnostic> CheckInstructions(MetadataReader reader, MethodImage method)
    {
        for (var i = 0; i < method.Instructions.Length; i++)
        {
            var instruction = method.Instructions[i];
            if (instruction.Targets.Length > Limits.SwitchTargets.Works)
            {
                yield return Diagnostic.Exceeds(Limits.SwitchTargets, method.Location, instruction.Targets.Length);
            }

            if (instruction.Opcode == ILOpCode.Newarr && i > 0 && InstructionFacts.Literal(method.Instructions[i - 1]) is { } length)
            {
                var bytes = HeapLayout.Array((long)length * InstructionFacts.TypeOf(reader, (int)instruction.Operand).ElementBytes);
                if (bytes > Limits.ObjectBytes.Works)
                {
                    yield return Diagnostic.Exceeds(Limits.ObjectBytes, method.Location, bytes);
                }
            }
        }
    }
}
