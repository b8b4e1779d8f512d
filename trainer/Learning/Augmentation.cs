using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>What is done to training images, drawn for every sample anew.</summary>
/// <param name="Shift">Cells by which an image moves at most in each direction; zeros move in. Maps of one row move along it only.</param>
/// <param name="Flip">Mirror half of the images left to right.</param>
public sealed record Augmentation(int Shift, bool Flip)
{
    /// <summary>The images as they are.</summary>
    public static readonly Augmentation None = new(0, false);

    /// <summary>One gather for the whole batch.</summary>
    /// <param name="images">[samples, channels, rows, columns].</param>
    public Tensor Apply(Tensor images, torch.Generator random)
    {
        if (this == None)
        {
            return images;
        }

        using var scope = torch.NewDisposeScope();
        var (count, rows, columns) = (images.shape[0], images.shape[2], images.shape[3]);
        var rowShift = rows > 1 ? Shift : 0;
        var padded = Shift == 0 ? images : torch.nn.functional.pad(images, [Shift, Shift, rowShift, rowShift], PaddingModes.Zeros, 0);
        var row = Draw((2 * rowShift) + 1, count, random) + torch.arange(rows).view(1, -1);
        var column = torch.arange(columns).view(1, -1).expand(count, columns);
        if (Flip)
        {
            var flipped = Draw(2, count, random);
            column = torch.where(flipped.to_type(torch.ScalarType.Bool), columns - 1 - column, column);
        }

        column += Draw((2 * Shift) + 1, count, random);
        var index = (row.unsqueeze(2) * padded.shape[3] + column.unsqueeze(1)).view(count, 1, -1);
        return padded
            .flatten(2)
            .gather(2, index.expand(count, images.shape[1], rows * columns))
            .view(images.shape)
            .MoveToOuterDisposeScope();
    }

    private static Tensor Draw(long below, long count, torch.Generator random) =>
        torch.randint(0, below, [count, 1], torch.ScalarType.Int64, generator: random);
}
