using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Build;

/// <summary>
/// The packed package in projects of other frameworks than the SDK's own: .NET 8 and 9, and nanoFramework in both forms that its projects
/// have. nanoFramework's own targets are not needed here: small ones in their place set what they set, and compile against the genuine core
/// library.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
[Collection(PackedBuild.Name)]
public sealed class FrameworkTests : IDisposable
{
    private const string Sdk = "nanoFramework.NET.Sdk";

    // What the targets of nanoFramework say of a project.
    private const string Device = """
          <PropertyGroup>
            <TargetFrameworkIdentifier>.NETnanoFramework</TargetFrameworkIdentifier>
            <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
            <TargetFrameworkMoniker>.NETnanoFramework,Version=v1.0</TargetFrameworkMoniker>
            <TargetingClr2Framework>true</TargetingClr2Framework>
            <_TargetFrameworkDirectories>$(MSBuildThisFileDirectory)</_TargetFrameworkDirectories>
            <_FullFrameworkReferenceAssemblyPaths>$(MSBuildThisFileDirectory)</_FullFrameworkReferenceAssemblyPaths>
            <NoStdLib>true</NoStdLib>
            <NoCompilerStandardLib>true</NoCompilerStandardLib>
            <AddAdditionalExplicitAssemblyReferences>false</AddAdditionalExplicitAssemblyReferences>
            <LangVersion Condition="'$(LangVersion)' == ''">9.0</LangVersion>
            <DefineConstants>$(DefineConstants);NANOFRAMEWORK_1_0</DefineConstants>
          </PropertyGroup>
        """;

    private const string Application = """
        namespace Blinky
        {
            public static class Program
            {
                public static void Main()
                {
                    byte[] input = new byte[Models.Digits.InputLength];
                    int[] logits = new int[Models.Digits.OutputLength];
                    Models.Digits.Run(input, logits);
                    System.Diagnostics.Debug.WriteLine(Models.Digits.Label(Models.Digits.Classify(input)));
                }
            }
        }

        """;

    private readonly PackedBuild _package;
    private readonly TestFolder _folder = new("striate-frameworks-");

    public FrameworkTests(PackedBuild package)
    {
        _package = package;
        PackedBuild.Isolate(_folder.Root);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Code_is_compiled_for_each_framework_of_a_project_at_once()
    {
        Model("digits.striate");
        _folder.Write("nuget.config", _package.Config(_folder["packages"], PackedBuild.Packages));
        _folder.Write(
            "app.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>net8.0;net9.0;net10.0</TargetFrameworks>
                <RollForward>Major</RollForward>
                <UseAppHost>false</UseAppHost>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisMode>All</AnalysisMode>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Striate.Build" Version="*" PrivateAssets="all" />
                <StriateModel Include="digits.striate" Namespace="App.Models" Instances="true" EmitFiles="Models" />
              </ItemGroup>
            </Project>
            """
        );
        // The SDK looks for the latest targeting packs; these tests have brought two.
        _folder.Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <Target Name="Known" BeforeTargets="ProcessFrameworkReferences">
                <ItemGroup>
                  <KnownFrameworkReference Condition="'%(TargetFramework)' == 'net8.0'" TargetingPackVersion="{PackedBuild.VersionOf(
                "Net8"
            )}" />
                  <KnownFrameworkReference Condition="'%(TargetFramework)' == 'net9.0'" TargetingPackVersion="{PackedBuild.VersionOf(
                "Net9"
            )}" />
                </ItemGroup>
              </Target>
            </Project>
            """
        );
        _folder.Write(
            "Program.cs",
            """
            using System.Reflection;
            using System.Runtime.Versioning;

            var input = new byte[App.Models.Digits.InputLength];
            var framework = Assembly.GetExecutingAssembly().GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName;
            global::System.Console.WriteLine($"{framework} {App.Models.Digits.Classify(input) == new App.Models.DigitsInstance().Classify(input)}");
            """
        );
        // Three builds of one project at once write the same files.
        PackedBuild.Sound(PackedBuild.Dotnet(_folder.Root, "build", "-c", "Release", "-v:n", "-m:3"));
        foreach (var version in (int[])[8, 9, 10])
        {
            PackedBuild
                .Dotnet(_folder.Root, "exec", _folder[$"bin/Release/net{version}.0/app.dll"])
                .Output.Trim()
                .ShouldBe(FormattableString.Invariant($".NETCoreApp,Version=v{version}.0 True"));
        }

        PackedBuild
            .Generated(PackedBuild.Sound(PackedBuild.Dotnet(_folder.Root, "build", "-c", "Release", "-v:n", "-m:3")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_classic_project_imports_the_package()
    {
        Model("digits.striate");
        // As NuGet unpacks what a packages.config names.
        ZipFile.ExtractToDirectory(_package.File, _folder["packages/Striate.Build"]);
        Directory.Exists(_folder["packages/Striate.Build/buildTransitive"]).ShouldBeFalse();
        File.WriteAllBytes(_folder["packages/mscorlib.dll"], [.. ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image]);
        _folder.Write(
            "system/NFProjectSystem.CSharp.targets",
            $"""
            <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
            {Device}
              <Import Project="$(MSBuildToolsPath)\Microsoft.CSharp.targets" />
              <PropertyGroup>
                <CoreCleanDependsOn>NanoFrameworkClean</CoreCleanDependsOn>
              </PropertyGroup>
              <Target Name="NanoFrameworkClean" />
            </Project>
            """
        );
        _folder.Write("Program.cs", Application);
        _folder.Write(
            "Blinky.nfproj",
            """
            <?xml version="1.0" encoding="utf-8"?>
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <Import Project="packages\Striate.Build\build\Striate.Build.props" />
              <PropertyGroup Label="Globals">
                <NanoFrameworkProjectSystemPath>$(MSBuildProjectDirectory)\system\</NanoFrameworkProjectSystemPath>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
              <PropertyGroup>
                <Configuration Condition="'$(Configuration)' == ''">Debug</Configuration>
                <Platform Condition="'$(Platform)' == ''">AnyCPU</Platform>
                <ProjectTypeGuids>{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}</ProjectTypeGuids>
                <ProjectGuid>{2D7A3B0E-7B1F-4B53-9E0C-2A4B1D7C9F10}</ProjectGuid>
                <OutputType>Exe</OutputType>
                <RootNamespace>Blinky</RootNamespace>
                <AssemblyName>Blinky</AssemblyName>
                <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
                <OutputPath>bin\$(Configuration)\</OutputPath>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="Program.cs" />
                <StriateModel Include="digits.striate" Namespace="Blinky.Models" />
              </ItemGroup>
              <ItemGroup>
                <Reference Include="mscorlib">
                  <HintPath>packages\mscorlib.dll</HintPath>
                </Reference>
              </ItemGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
              <Import Project="packages\Striate.Build\build\Striate.Build.targets" />
            </Project>
            """
        );
        PackedBuild.Generated(Msbuild("Build")).ShouldBe(["digits.striate"]);
        IsForDevices(_folder["bin/Release/Blinky.exe"]);
        PackedBuild.Generated(Msbuild("Build")).ShouldBeEmpty();
        Msbuild("Clean");
        Directory.EnumerateFiles(_folder["obj"], "Digits*.cs", SearchOption.AllDirectories).ShouldBeEmpty();
        File.Exists(_folder["bin/Release/Blinky.exe"]).ShouldBeFalse();

        // A network of several assemblies is not a part of one project.
        Model("lenet.striate");
        _folder.Change("Blinky.nfproj", "digits.striate", "lenet.striate");
        var refused = PackedBuild.Dotnet(_folder.Root, "msbuild", "Blinky.nfproj", "-p:Configuration=Release", "-m:1");
        refused.ExitCode.ShouldNotBe(0);
        refused.Output.ShouldContain("error STR1903: network 'lenet' takes ");
    }

    [Fact]
    public void A_project_of_nanoFrameworks_SDK_references_the_package()
    {
        Model("digits.striate");
        StandInSdk();
        _folder.Write(
            "nuget.config",
            _package
                .Config(_folder["packages"], PackedBuild.Packages)
                .Replace("<clear />", $"<clear /><add key=\"sdk\" value=\"{_folder["sdk"]}\" />")
        );
        _folder.Write("Program.cs", Application);
        _folder.Write(
            "Blinky.csproj",
            $"""
            <Project Sdk="{Sdk}/1.0.0-preview.11">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <RootNamespace>Blinky</RootNamespace>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="nanoFramework.CoreLibrary" Version="1.17.11" />
                <PackageReference Include="Striate.Build" Version="*" PrivateAssets="all" />
                <StriateModel Include="digits.striate" Namespace="Blinky.Models" />
              </ItemGroup>
            </Project>
            """
        );
        PackedBuild
            .Generated(PackedBuild.Sound(PackedBuild.Dotnet(_folder.Root, "build", "-c", "Release", "-v:n", "-m:1")))
            .ShouldBe(["digits.striate"]);
        IsForDevices(
            Directory
                .GetFiles(_folder["bin"], "Blinky.*", SearchOption.AllDirectories)
                .Single(path => path.EndsWith(".exe") || path.EndsWith(".dll"))
        );
    }

    // The form of the package that a project names as its SDK, with what matters here of what it does.
    private void StandInSdk()
    {
        Directory.CreateDirectory(_folder["sdk"]);
        using var file = ZipFile.Open(_folder[$"sdk/{Sdk}.1.0.0-preview.11.nupkg"], ZipArchiveMode.Create);
        Part(
            $"{Sdk}.nuspec",
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{Sdk}</id><version>1.0.0-preview.11</version><authors>test</authors><description>stand-in</description>
                <packageTypes><packageType name="MSBuildSdk" /></packageTypes></metadata>
            </package>
            """
        );
        Part(
            "Sdk/Sdk.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>netnano1.0</TargetFramework>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
                <AssetTargetFallback>net</AssetTargetFallback>
                <NoWarn>$(NoWarn);NU1701</NoWarn>
              </PropertyGroup>
              <Import Sdk="Microsoft.NET.Sdk" Project="Sdk.props" />
            {Device}
            </Project>
            """
        );
        Part("Sdk/Sdk.targets", "<Project><Import Sdk=\"Microsoft.NET.Sdk\" Project=\"Sdk.targets\" /></Project>");

        void Part(string name, string text)
        {
            using var writer = new StreamWriter(file.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    // It refers to the core library of nanoFramework and to nothing else, has the network's classes, and a device runs it.
    private static void IsForDevices(string path)
    {
        var image = ImmutableArray.Create(File.ReadAllBytes(path));
        using var file = new PEReader(image);
        var reader = file.GetMetadataReader();
        reader
            .AssemblyReferences.Select(reference => reader.GetString(reader.GetAssemblyReference(reference).Name))
            .ShouldBe([ReferenceAssemblies.CoreLibrary]);
        var classes = reader.TypeDefinitions.Select(reader.GetTypeDefinition).Select(type => reader.GetString(type.Name)).ToList();
        classes.ShouldContain("Digits");
        classes.ShouldContain("DigitsConv1");
        AssemblyChecker.Check(image).Where(diagnostic => diagnostic.Severity == Severity.Error).ShouldBeEmpty();
    }

    private CommandResult Msbuild(string target) =>
        PackedBuild.Sound(
            PackedBuild.Dotnet(_folder.Root, "msbuild", "Blinky.nfproj", "-t:" + target, "-p:Configuration=Release", "-v:n", "-m:1")
        );

    private void Model(string file) =>
        File.Copy(
            Path.Combine(
                Repository.Root,
                "examples",
                file == "lenet.striate" ? "fashion-mnist" : Path.GetFileNameWithoutExtension(file),
                file
            ),
            _folder[file]
        );
}
