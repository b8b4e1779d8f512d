using System.Collections.Immutable;
using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.UnitTests.Model.Packaging;

public class RoundTripTests
{
    private static readonly Gen<ModelPackage> s_packages =
        from network in NetworkGenerator.Of(GeneratorSize.Small)
        from inputs in NetworkGenerator.InputOf(network).Array[0, 3]
        from reported in Gen.Bool
        select new ModelPackage(
            network,
            reported ? Samples.Report(network) : null,
            [
                .. inputs.Select(input =>
                {
                    var result = ReferenceExecutor.Run(network, input);
                    return new GoldenVector(ImmutableArray.Create(input), result.LayerCrcs, result.Logits);
                }),
            ]
        );

    [Fact]
    public void Any_package_comes_back_as_it_was_written_and_writes_the_same_bytes_again() =>
        s_packages.Sample(
            package =>
            {
                var bytes = PackageFile.Format(package, "package");
                var read = PackageFile.Parse(bytes, "package").Package;
                Same.Difference(package, read).ShouldBeNull();
                PackageFile.Format(read, "package").ShouldBe(bytes);
            },
            iter: 200
        );
}
