using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Platform;

namespace Striate.UnitTests.Codegen;

[Trait(SlowTests.Category, SlowTests.Name)]
public class BudgetTests
{
    private static readonly string s_sha = new('0', 64);

    private static readonly Network s_network = Enumerable
        .Range(0, 1000)
        .Select(seed =>
            NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 6, Side: 14, Channels: 14, LayerOperations: 80_000))
        )
        .First(network => Generator.Plan(network, new GeneratorOptions()).IlBytes > 12_000);

    [Fact]
    public void Ample_budgets_change_nothing() =>
        Build(new Budgets(1 << 20, 1 << 20, 1 << 20)).Code.Plan!.Instructions.ShouldBe(Build(Budgets.None).Code.Plan!.Instructions);

    [Theory]
    [InlineData("il")]
    [InlineData("heap")]
    [InlineData("code")]
    public void Tight_budgets_are_kept_at_the_cost_of_speed(string kind)
    {
        var (free, least) = (Build(Budgets.None), Build(Only(kind, 1)));
        var (most, fewest) = (Used(kind, free), Used(kind, least));
        fewest.ShouldBeLessThan(most);
        foreach (var limit in new[] { fewest, fewest + ((most - fewest) / 3), most - 1 })
        {
            var build = Build(Only(kind, limit));
            build.Diagnostics.ShouldBeEmpty($"{kind} {limit}");
            Used(kind, build).ShouldBeLessThanOrEqualTo(limit);
            build.Code.Plan!.CostUnits.ShouldBeGreaterThanOrEqualTo(free.Code.Plan!.CostUnits);
        }
    }

    /// <summary>Kinds of budgets, their diagnostics and options.</summary>
    public static TheoryData<string, string, string> Kinds =>
        new()
        {
            { "il", "STR1701", "--max-il" },
            { "heap", "STR1702", "--max-heap" },
            { "code", "STR1703", "--max-flash" },
        };

    public static IEnumerable<string> Numbers => Kinds.Select(kind => kind.Data.Item2);

    [Theory, MemberData(nameof(Kinds))]
    public void What_never_fits_is_a_diagnostic_with_the_nearest_plan(string kind, string number, string option)
    {
        var build = Build(Only(kind, 100));
        var found = build.Diagnostics.ShouldHaveSingleItem();
        found.Number.ShouldBe(number);
        (found.Value, found.Limit).ShouldBe((Used(kind, build), 100));
        foreach (
            var part in new[]
            {
                option,
                "nearest plan",
                FormattableString.Invariant($"{Used(kind, build) - 100:N0} more"),
                FormattableString.Invariant($"{build.Code.Plan!.Instructions:N0}"),
            }
        )
        {
            found.ToString().ShouldContain(part);
        }

        // What it names is enough.
        Build(Only(kind, Used(kind, build))).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void The_memory_of_a_target_is_a_budget()
    {
        var small = Targets.Default with
        {
            Name = "tiny",
            HeapBytes = 1000,
            RuntimeBytes = 900,
            Partitions = [Targets.Default.Partition with { Bytes = 100 }],
        };
        var build = Generator.Build(
            s_network,
            new GeneratorOptions(Target: small),
            s_sha,
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.Select(diagnostic => diagnostic.Number).ShouldBe(["STR1702", "STR1703"]);
        build.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Message.Contains("'tiny'"));
    }

    [Fact]
    public void Other_strategies_are_judged_too()
    {
        var build = Generator.Build(
            s_network,
            new GeneratorOptions(Strategy.Unrolled, Maximum: new Budgets(Heap: 100)),
            s_sha,
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("planned");
    }

    [Fact]
    public void The_same_budgets_give_the_same_bytes()
    {
        var budgets = new Budgets(Flash: Build(Budgets.None).FlashBytes * 2L / 3);
        var (first, second) = (Build(budgets), Build(budgets));
        second.Code.Files.ShouldBe(first.Code.Files);
    }

    [Fact]
    public void Options_stand_in_the_stamp() =>
        new GeneratorOptions(Target: Targets.Get("esp32-s3"), Maximum: new Budgets(Flash: 65_536))
            .ToString()
            .ShouldBe("--strategy planned --namespace Striate.Generated --target esp32-s3 --max-flash 65536");

    private static BuildResult Build(Budgets budgets) =>
        Generator.Build(s_network, new GeneratorOptions(Maximum: budgets), s_sha, cancellation: TestContext.Current.CancellationToken);

    private static Budgets Only(string kind, long limit) =>
        kind switch
        {
            "il" => new Budgets(Il: limit),
            "heap" => new Budgets(Heap: limit),
            _ => new Budgets(Flash: limit),
        };

    private static long Used(string kind, BuildResult build) =>
        kind switch
        {
            "il" => build.IlBytes,
            "heap" => build.Map.TotalBytes,
            _ => build.FlashBytes,
        };
}
