using Striate.Codegen.Compilation;

namespace Striate.UnitTests.Emulator;

/// <summary>The same bytes on desktop .NET.</summary>
internal static class Desktop
{
    public static TDelegate Run<TDelegate>(string source)
        where TDelegate : Delegate =>
        DesktopLoader.Load(new CompiledAssembly("test", [.. TestCompiler.Compile(source)])).GetMethod<TDelegate>("P", "F");
}
