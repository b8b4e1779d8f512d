using System.Collections.Immutable;
using Striate.Results.Pictures;

namespace Striate.Results.Page;

/// <summary>The page of results, docs/results.md, made from the records of a folder and from nothing else.</summary>
/// <param name="Text">The page.</param>
/// <param name="Pictures">What it shows that is drawn from records; sheets of kernels are drawn from packages.</param>
public sealed record ResultsPage(string Text, ImmutableArray<Picture> Pictures)
{
    /// <summary>The page of a folder's records.</summary>
    /// <param name="results">The records.</param>
    /// <param name="folder">The folder as the page links to it, such as <c>results</c>.</param>
    public static ResultsPage Of(ResultFolder results, string folder)
    {
        var text = new PageText();
        var pictures = ImmutableArray.CreateBuilder<Picture>();
        Introduction(text, folder);
        PaperSection.Write(text, results, folder);
        NetworkSection.Write(text, results, folder);
        ParetoSection.Write(text, results, folder, pictures);
        BitsSection.Write(text, results, folder);
        StorageSection.Write(text, results, folder);
        LearnedSection.Write(text, results, folder, pictures);
        AblationSection.Write(text, results, folder);
        DeviceSection.Write(text, results, folder);
        TrainingSection.Write(text, results, folder);
        CommandSection.Write(text, results, folder);
        return new ResultsPage(text.ToString(), pictures.ToImmutable());
    }

    private static void Introduction(PageText text, string folder)
    {
        text.Head(1, "Results");
        text.Say(
            $"""
            Written by `striate results page docs/results --out docs/results.md` from the records in [{folder}/]({folder}); no figure is typed in.
            What each record was trained by, and what writes it, is [below](#commands).

            Accuracies are of the whole test set, which training never saw, and *integer* ones are of the integer
            reference, which generated code equals bit for bit. A dense network and its segments have the same schedule; where
            segments start from the dense network (the default of the CIFAR networks), their epochs come on top of its. *Removed* counts the weights of all layers, or the
            multiply-accumulates (MACs) of one inference with padding; *bytes* are all weights with what says where they stand.
            """
        );
    }
}
