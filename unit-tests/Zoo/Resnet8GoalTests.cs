using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Zoo;

namespace Striate.UnitTests.Zoo;

/// <summary>
/// What ResNet-8 of MLPerf Tiny must keep on a board without PSRAM. The plan predicts what the emulator counts: that it does is
/// tested for smaller networks, and docs/speed.md has the counts of this one.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class Resnet8GoalTests
{
    private const int Heap = 72 * 1024;
    private const int Flash = 448 * 1024;
    private const int SmallFlash = 64 * 1024;

    [Theory]
    [InlineData("resnet8-int8-m1", 9_500_000)]
    [InlineData("resnet8-int8", 11_000_000)]
    [InlineData("resnet8-int4-m1", 6_000_000)]
    [InlineData("resnet8-int4", 7_200_000)]
    public void The_plan_keeps_instructions_heap_and_flash(string name, long instructions)
    {
        var plan = Generator.Plan(Make(name), new GeneratorOptions(Strategy.Planned, Maximum: new Budgets(Heap: Heap)));
        plan.Instructions.ShouldBeInRange(instructions / 2, instructions);
        plan.HeapBytes.ShouldBeLessThanOrEqualTo((long)Heap);
        plan.FlashBytes.ShouldBeLessThanOrEqualTo(Flash);
    }

    [Fact]
    public void Within_64_KB_of_flash_the_plan_keeps_25_million_instructions()
    {
        // What fits to the last byte is only known of compiled code.
        var build = Generator.Build(
            Make("resnet8-int8"),
            new GeneratorOptions(Strategy.Planned, Maximum: new Budgets(Flash: SmallFlash)),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.ShouldBeEmpty();
        build.Code.Plan!.Instructions.ShouldBeInRange(12_500_000, 25_000_000);
        build.FlashBytes.ShouldBeLessThanOrEqualTo(SmallFlash);
    }

    private static Network Make(string name) => ZooNetwork.Find(name)[0].Make();
}
