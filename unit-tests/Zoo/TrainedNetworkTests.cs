using Striate.Model.Reference;
using Striate.Zoo.Trained;

namespace Striate.UnitTests.Zoo;

public class TrainedNetworkTests
{
    [Fact]
    public void Every_package_that_is_measured_is_listed_and_holds_what_its_network_computes()
    {
        typeof(TrainedNetwork)
            .Assembly.GetManifestResourceNames()
            .ShouldBe(TrainedNetwork.All.Select(network => network.File), ignoreOrder: true);
        foreach (var trained in TrainedNetwork.All)
        {
            var package = trained.Read().Package;
            package.Report.ShouldNotBeNull().LayerErrors.ShouldNotBeNull();
            var vector = package.GoldenVectors[0];
            ReferenceExecutor.Run(package.Network, vector.Input.AsSpan()).Logits.ShouldBe(vector.Logits, trained.Name);
        }
    }
}
