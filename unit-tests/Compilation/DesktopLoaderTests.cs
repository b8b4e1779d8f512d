using System.Runtime.CompilerServices;
using Striate.Codegen.Compilation;
using Striate.Platform;

namespace Striate.UnitTests.Compilation;

public class DesktopLoaderTests
{
    private static readonly SourceText s_tables = new(
        "tables.cs",
        "public static class Tables { public static readonly sbyte[] Values = { 1, -2, 3, -4 }; }"
    );
    private static readonly SourceText s_code = new(
        "code.cs",
        """
        using System;

        public static class Code
        {
            public static int Run(byte[] input, int[] output)
            {
                Array.Clear(output, 0, output.Length);
                for (int i = 0; i < input.Length; i++)
                {
                    output[i] = input[i] * Tables.Values[i];
                }

                return (int)DateTime.MinValue.Ticks;
            }
        }
        """
    );

    [Fact]
    public void Assemblies_that_refer_to_each_other_run()
    {
        var tables = CSharpCompiler.Compile("tables", [s_tables], []).Required();
        var code = CSharpCompiler.Compile("code", [s_code], [tables]).Required();
        using var loader = DesktopLoader.Load(code, tables);
        var output = new int[4];

        loader.GetMethod<Func<byte[], int[], int>>("Code", "Run")([10, 20, 30, 255], output);

        output.ShouldBe([10, -40, 90, -1020]);
    }

    [Fact]
    public void A_reference_to_mscorlib_has_the_identity_of_the_package()
    {
        var tables = CSharpCompiler.Compile("tables", [s_tables], []).Required();

        using var loader = DesktopLoader.Load(tables);

        loader
            .GetType("Tables")
            .Assembly.GetReferencedAssemblies()
            .Single()
            .FullName.ShouldBe("mscorlib, Version=1.17.11.0, Culture=neutral, PublicKeyToken=c07d481e9758c731");
    }

    [Fact]
    public void The_same_names_load_twice_side_by_side()
    {
        using var first = DesktopLoader.Load(
            CSharpCompiler.Compile("a", [new SourceText("a.cs", "public class A { public static int F() => 1; }")], []).Required()
        );
        using var second = DesktopLoader.Load(
            CSharpCompiler.Compile("a", [new SourceText("a.cs", "public class A { public static int F() => 2; }")], []).Required()
        );

        first.GetMethod<Func<int>>("A", "F")().ShouldBe(1);
        second.GetMethod<Func<int>>("A", "F")().ShouldBe(2);
    }

    [Fact]
    public void Disposing_unloads()
    {
        var type = LoadAndDispose();
        for (var attempt = 0; attempt < 20 && type.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        type.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void A_missing_type_is_named() =>
        Should
            .Throw<TypeLoadException>(() =>
                DesktopLoader.Load(CSharpCompiler.Compile("tables", [s_tables], []).Required()).GetType("Nothing")
            )
            .Message.ShouldBe("none of tables holds type 'Nothing'");

    [Fact]
    public void Reference_assemblies_have_the_names_of_the_packages() =>
        ReferenceAssemblies
            .All.Select(assembly => assembly.Name)
            .ShouldBe([
                "System.Device.Adc",
                "System.Device.Gpio",
                "System.Device.I2c",
                "System.IO.Ports",
                "System.IO.Streams",
                "System.Math",
                "mscorlib",
                "nanoFramework.Hardware.Esp32",
                "nanoFramework.Runtime.Events",
                "nanoFramework.Runtime.Native",
                "nanoFramework.System.Text",
            ]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndDispose()
    {
        using var loader = DesktopLoader.Load(CSharpCompiler.Compile("tables", [s_tables], []).Required());
        return new WeakReference(loader.GetType("Tables"));
    }
}
