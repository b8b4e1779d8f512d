using Striate.Codegen.Compilation;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Format;
using Striate.Platform.Deployment.Reading;

namespace Striate.UnitTests.Deployment;

public sealed class DeploymentImageTests
{
    private static readonly CompiledAssembly s_library = CSharpCompiler
        .Compile("library", [new SourceText("l.cs", "public static class L { public static int F() { return 7; } }")], [])
        .Required();

    private static readonly CompiledAssembly s_application = CSharpCompiler
        .Compile(
            "application",
            [new SourceText("a.cs", "class P { static void Main() { System.Console.WriteLine(L.F().ToString()); } }")],
            [s_library],
            executable: true
        )
        .Required();

    [Fact]
    public void Assemblies_stand_behind_those_that_they_refer_to()
    {
        var image = DeploymentImage.Of([Portable(s_library), Portable(s_application)], Library);

        image.Assemblies.Select(assembly => assembly.Name).ShouldBe(["mscorlib", "library", "application"]);
        image.Application.Select(assembly => assembly.Name).ShouldBe(["library", "application"]);
        var again = DeploymentImage.Read(image.ToArray());
        again
            .Assemblies.Select(assembly => assembly.Bytes.ToArray())
            .ShouldBe(image.Assemblies.Select(assembly => assembly.Bytes.ToArray()));
        image.Assemblies.ShouldAllBe(assembly => assembly.Bytes.Length % 4 == 0);
    }

    [Fact]
    public void A_library_that_the_runtime_would_not_take_is_refused()
    {
        PortableFile[] application = [Portable(s_library), Portable(s_application)];
        Should
            .Throw<StriateException>(() => DeploymentImage.Of(application, _ => Core(PortableLayout.Version + 2, 16)))
            .Message.ShouldContain("needs mscorlib 1.17");
        Should
            .Throw<StriateException>(() => DeploymentImage.Of(application, _ => Core(PortableLayout.NativeChecksum, 0x57)))
            .Message.ShouldContain("0x1549C856");
        DeploymentImage.Of(application, _ => Core(PortableLayout.Version + 4, 12)).Assemblies[0].Version.Build.ShouldBe(12);
    }

    [Fact]
    public void The_core_library_of_the_package_is_that_of_the_firmware() =>
        NativeAssemblies.Problem("mscorlib", CoreLibraryFile.Portable.NativeChecksum).ShouldBeNull();

    [Fact]
    public void A_damaged_image_is_refused()
    {
        var image = DeploymentImage.Of([Portable(s_library), Portable(s_application)], Library).ToArray();
        for (var length = 0; length < image.Length; length += 997)
        {
            Should.Throw<BadImageFormatException>(() => DeploymentImage.Read(image.AsMemory()[..length]));
        }

        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var damaged = (byte[])image.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Should.Throw<BadImageFormatException>(() => DeploymentImage.Read(damaged));
        }
    }

    private static PortableFile Library(PortableReference reference) =>
        reference.Name == "mscorlib" ? CoreLibraryFile.Portable : throw new InvalidOperationException(reference.Name);

    private static PortableFile Portable(CompiledAssembly assembly) =>
        PortableFile.Read(PortableAssembly.Write(assembly.Image).Bytes.AsMemory());

    /// <summary>The core library with one byte of its header changed.</summary>
    private static PortableFile Core(int offset, byte value)
    {
        var bytes = CoreLibraryFile.Portable.Bytes.ToArray();
        bytes[offset] = value;
        PortableChecksum.Seal(bytes);
        return PortableFile.Read(bytes);
    }
}
