using Striate.Build;

namespace Striate.UnitTests.Build;

/// <summary>Models of one project that become the same code are refused before any of it is generated.</summary>
public sealed class SiblingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-siblings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("digits", "App", "", "digits", "App", "", "App.Digits")]
    [InlineData("digits", "App", "", "digits", "app", "", "App.Digits")]
    [InlineData("digits", "App", "", "motion1d", "App", "DIGITS", "App.Digits")]
    [InlineData("digits", "App", "", "motion1d", "App.Digits", "", "App.Digits")]
    [InlineData("digits", "App", "", "motion1d", "App.Digits.More", "", "App.Digits")]
    [InlineData("digits", "App.Motion1d", "", "motion1d", "App", "", "App.Motion1d")]
    [InlineData("digits", "App", "", "motion1d", "App", "DigitsConv1", "App.DigitsConv1")]
    [InlineData("digits", "App", "", "motion1d", "App", "DigitsConv1_2", "App.DigitsConv1_2")]
    public void Two_that_share_a_name_are_both_named(
        string one,
        string nameSpace,
        string name,
        string other,
        string otherSpace,
        string otherName,
        string shared
    )
    {
        var (first, second) = (Write("a", one, nameSpace, name), Write("b", other, otherSpace, otherName));
        foreach (var (own, sibling) in new[] { (first, second), (second, first) })
        {
            var refused = Should.Throw<StriateException>(() => RequireOwnNames(own));
            refused.Message.ShouldStartWith($"STR1905 {own.Item} and {sibling.Item} both become ");
            refused.Message.ShouldContain($" become {shared}; give one of them another Class or Namespace", Case.Insensitive);
            refused.Message.ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData("digits", "App", "", "digits", "Lib", "")]
    [InlineData("digits", "App", "", "digits", "App", "Numbers")]
    [InlineData("digits", "App", "", "motion1d", "App", "")]
    [InlineData("digits", "App", "", "motion1d", "App", "Digits_2")]
    [InlineData("digits", "App", "", "motion1d", "App", "DigitsInstance")]
    [InlineData("digits", "App", "", "motion1d", "App.Digitsx", "")]
    [InlineData("digits", "Digits", "", "motion1d", "App", "")]
    [InlineData("digits", "Digits.Digits", "", "motion1d", "App", "")]
    public void Two_that_share_none_are_not(string one, string nameSpace, string name, string other, string otherSpace, string otherName)
    {
        var (first, second) = (Write("a", one, nameSpace, name), Write("b", other, otherSpace, otherName));
        RequireOwnNames(first);
        RequireOwnNames(second);
    }

    [Fact]
    public void A_class_with_instances_is_a_class()
    {
        var own = Write("a", "digits", "App", "", "instances=true");
        Write("b", "motion1d", "App", "DigitsInstance");
        Should.Throw<StriateException>(() => RequireOwnNames(own)).Message.ShouldContain("both become App.DigitsInstance");
    }

    [Fact]
    public void One_model_for_two_boards_is_two_items()
    {
        var own = Write("a", "digits", "App", "");
        Write("a", "digits", "App", "", "board=esp32-s3", "second");
        Should
            .Throw<StriateException>(() => RequireOwnNames(own))
            .Message.ShouldContain(
                $"'{Path.Combine("a", "digits.striate")}' (Board esp32) and '{Path.Combine("a", "digits.striate")}' (Board esp32-s3) both"
            );
    }

    [Fact]
    public void A_project_file_has_the_names_that_it_gives()
    {
        var own = Write("a", "digits", "Lib.Digits", "");
        Write("b", "digits", "App", "");
        var toml = At("b/net.toml");
        File.WriteAllText(toml, "package = \"digits.striate\"\n[generator]\nnamespace = \"Lib.Digits\"\n");
        File.WriteAllText(At("b.txt"), File.ReadAllText(At("b.txt")).Replace(At("b/digits.striate"), toml));
        Should
            .Throw<StriateException>(() => RequireOwnNames(own))
            .Message.ShouldContain($"and '{Path.Combine("b", "net.toml")}' both become Lib.Digits.Digits;");
    }

    [Fact]
    public void What_is_wrong_with_another_model_is_not_said_of_this_one()
    {
        var own = Write("a", "digits", "App", "");
        Write("b", "digits", "App", "");
        File.WriteAllText(At("b/digits.striate"), "no package");
        RequireOwnNames(own);
        File.WriteAllText(At("b.txt"), "strategy=fast\n");
        RequireOwnNames(own);
    }

    [Theory]
    [InlineData("code", "code")]
    [InlineData("code", "Code")]
    [InlineData("code", "code/more")]
    [InlineData("code/more/", "code")]
    public void Code_of_two_models_goes_to_two_folders(string one, string other)
    {
        var own = Write("a", "digits", "App", "", "out=" + At(one));
        Write("b", "motion1d", "App", "", "out=" + At(other));
        var refused = Should.Throw<StriateException>(() => Siblings.RequireFolder(own));
        refused.Message.ShouldStartWith("STR1905 the code of ");
        refused.Message.ShouldContain("give each an EmitFiles of its own");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    public void Code_does_not_go_where_the_project_is(string folder) =>
        Should
            .Throw<StriateException>(() =>
                Siblings.RequireFolder(Write("a", "digits", "App", "", "out=" + Path.GetFullPath(Path.Combine(_folder, folder))))
            )
            .Message.ShouldStartWith("EmitFiles is the folder of the project");

    [Fact]
    public void Folders_side_by_side_are_two()
    {
        var own = Write("a", "digits", "App", "", "out=" + At("code"));
        Write("b", "motion1d", "App", "", "out=" + At("code2"));
        Siblings.RequireFolder(own);
    }

    private static void RequireOwnNames(Request request)
    {
        var (package, options, _) = Generation.Source(request);
        Siblings.RequireOwnNames(request, package, options);
    }

    // A request of a project that has all that were written before, too.
    private Request Write(string folder, string example, string nameSpace, string name, string more = "", string? file = null)
    {
        Directory.CreateDirectory(At(folder));
        var model = At($"{folder}/{example}.striate");
        File.Copy(Path.Combine(Repository.Root, "examples", example.TrimEnd('1', 'd'), $"{example}.striate"), model, overwrite: true);
        var (path, own) = (At($"{file ?? folder}.txt"), more.Split('=')[0]);
        string[] lines =
        [
            $"model={model}",
            $"out={At((file ?? folder) + "/out")}",
            $"list={path}.list",
            $"inputs={path}.inputs",
            $"refusal={path}.refusal",
            $"project={_folder}",
            $"models={At("models")}",
            $"namespace={nameSpace}",
            $"class={name}",
        ];
        File.WriteAllLines(
            path,
            lines.Where(line => own.Length == 0 || !line.StartsWith(own + "=", StringComparison.Ordinal)).Append(more)
        );
        File.AppendAllLines(At("models"), [path]);
        return Striate.Build.Request.Read(path);
    }

    private string At(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));
}
