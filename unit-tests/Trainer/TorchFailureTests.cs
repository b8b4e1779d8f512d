using System.Runtime.InteropServices;
using Striate.Trainer.Native;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class TorchFailureTests
{
    [Fact]
    public void What_libtorch_throws_becomes_one_line_without_its_frames()
    {
        TorchRuntime.Prepare();
        using var scope = torch.NewDisposeScope();
        var thrown = Should.Throw<ExternalException>(() => torch.ones(2, 3).view(7));
        thrown.Message.ShouldContain("frame #", customMessage: "libtorch adds its stack");
        var failure = TorchFailure.Of("net", thrown);
        failure.Kind.ShouldBe(ErrorKind.Internal);
        failure.Message.ShouldStartWith("net: libtorch refused an operation: ");
        failure.Message.ShouldContain("shape '[7]' is invalid");
        failure.Message.ShouldNotContain("\n");
        failure.InnerException.ShouldBeSameAs(thrown);
    }

    [Fact]
    public void Memory_that_ran_out_is_told_as_such()
    {
        TorchRuntime.Prepare();
        var thrown = Should.Throw<ExternalException>(() => torch.ones(1L << 50));
        var failure = TorchFailure.Of("net", thrown);
        failure.Kind.ShouldBe(ErrorKind.CheckFailed);
        failure.Message.ShouldBe("net: training needs more memory than there is; a smaller batch or width needs less");
    }
}
