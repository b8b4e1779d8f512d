using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Fuzzing.Programs;

namespace Striate.Fuzzing.Damage;

/// <summary>A sound .pe that is to be damaged.</summary>
/// <param name="Portable">Its bytes.</param>
/// <param name="Run">Runs what is in it.</param>
public sealed record DamageTarget(ImmutableArray<byte> Portable, Action<Machine> Run)
{
    private const int Assemblies = 16;
    private const int ProgramsPerAssembly = 3;

    /// <summary>Assemblies of random programs; the same for the same seed.</summary>
    public static ImmutableArray<DamageTarget> OfPrograms(ulong seed)
    {
        var pcg = new PCG(1, seed);
        return [.. Enumerable.Range(0, Assemblies).Select(_ => OfPrograms(pcg))];
    }

    private static DamageTarget OfPrograms(PCG pcg)
    {
        string[] names = [.. Enumerable.Range(0, ProgramsPerAssembly).Select(index => "P" + index.ToString(CultureInfo.InvariantCulture))];
        var classes = names.Select(name => ProgramText.OfClass(ProgramGenerator.Any.Generate(pcg, null, out var _), name));
        var assembly = CSharpCompiler
            .Compile("programs", [new SourceText("programs.cs", Vocabulary.Library + string.Concat(classes))], [])
            .Required();
        return new DamageTarget(assembly.ToPortable(), machine => Array.ForEach(names, name => machine.Invoke(name, "F")));
    }
}
