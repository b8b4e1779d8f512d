namespace Striate.Trainer.Learning;

/// <summary>How learning rate, fading and budget move over a training; every argument is the done part of it, 0..1.</summary>
/// <param name="Rate">Highest learning rate.</param>
/// <param name="WarmUp">Part over which the learning rate rises from 0.</param>
/// <param name="FadeStart">Part after which cells off the segments begin to fade; dense before.</param>
/// <param name="FadeEnd">Part after which they are gone and shapes are frozen.</param>
public sealed record Schedule(double Rate, double WarmUp = 0.05, double FadeStart = 0.15, double FadeEnd = 0.6)
{
    /// <summary>Linear rise, then half a cosine down to 0.</summary>
    public double RateAt(double done) => done < WarmUp
        ? Rate * done / WarmUp
        : Rate * 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp)));

    /// <summary>
    /// Weight of the cells off the segments: 1 at <see cref="FadeStart"/>, 0 at <see cref="FadeEnd"/>, cubic between, so
    /// that what remains is cut quickly while the network can still repair itself and slowly at the end.
    /// </summary>
    public double OffSegmentAt(double done) => Math.Pow(1 - Ramp(done), 3);

    /// <summary>Part of the taps that segments may keep: from <paramref name="most"/> to <paramref name="target"/>, cubic.</summary>
    public double BudgetAt(double done, double most, double target) => target + ((most - target) * OffSegmentAt(done));

    /// <summary>True once shapes no longer change.</summary>
    public bool IsFrozen(double done) => done >= FadeEnd;

    private double Ramp(double done) => Math.Clamp((done - FadeStart) / (FadeEnd - FadeStart), 0, 1);
}
