using System.Collections.Immutable;

namespace Striate.Trainer.Learning;

/// <summary>How learning rate, fading, budget and image size move over a training; every argument is the done part of it, 0..1.</summary>
/// <param name="Rate">Highest learning rate.</param>
/// <param name="WarmUp">Part over which the learning rate rises from 0.</param>
/// <param name="FadeStart">Part after which cells off the segments begin to fade; dense before.</param>
/// <param name="FadeEnd">Part after which they are gone and shapes are frozen.</param>
/// <param name="FirstScale">Size of the first images, one of <see cref="Scales"/>.</param>
/// <param name="ScaleEnd">Part after which images have their own size.</param>
public sealed record Schedule(
    double Rate,
    double WarmUp = 0.05,
    double FadeStart = 0.15,
    double FadeEnd = 0.6,
    double FirstScale = 1,
    double ScaleEnd = 0.8
)
{
    /// <summary>Time of an epoch on integers, in epochs in floating point.</summary>
    private const double IntegerCost = 2;

    /// <summary>
    /// Sizes of images as parts of their own: quarters, so that the maps of common extents can be halved as often as before.
    /// </summary>
    public static readonly ImmutableArray<double> Scales = [0.25, 0.5, 0.75, 1];

    /// <summary>Linear rise, then half a cosine down to 0.</summary>
    public double RateAt(double done) =>
        done < WarmUp ? Rate * done / WarmUp : Rate * 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp)));

    /// <summary>
    /// Weight of the cells off the segments: 1 at <see cref="FadeStart"/>, 0 at <see cref="FadeEnd"/>, cubic between, so
    /// that what remains is cut quickly while the network can still repair itself and slowly at the end.
    /// </summary>
    public double OffSegmentAt(double done) => Math.Pow(1 - Ramp(done), 3);

    /// <summary>Part of the taps that segments may keep: from <paramref name="most"/> to <paramref name="target"/>, cubic.</summary>
    public double BudgetAt(double done, double most, double target) => target + ((most - target) * OffSegmentAt(done));

    /// <summary>
    /// Size of images: each of <see cref="Scales"/> from <see cref="FirstScale"/> on for as long, and all of them by
    /// <see cref="ScaleEnd"/> (progressive resizing: Tan, Le, arXiv:2104.00298). Early epochs cost less.
    /// </summary>
    public double ScaleAt(double done)
    {
        var first = Scales.IndexOf(FirstScale);
        var last = Scales.Length - 1;
        return Scales[Math.Min(last, first + (int)(done / ScaleEnd * (last - first)))];
    }

    /// <summary>About what each epoch of the float training costs, as a part of one with images of their own size.</summary>
    public IEnumerable<double> Costs(int epochs) =>
        Enumerable.Range(0, epochs).Select(epoch => Math.Pow(ScaleAt((epoch + 0.5) / epochs), 2));

    /// <summary>The same of epochs on integers.</summary>
    public static IEnumerable<double> IntegerCosts(int epochs) => Enumerable.Repeat(IntegerCost, epochs);

    /// <summary>True once shapes no longer change.</summary>
    public bool IsFrozen(double done) => done >= FadeEnd;

    private double Ramp(double done) => Math.Clamp((done - FadeStart) / (FadeEnd - FadeStart), 0, 1);
}
