namespace Striate.Trainer.Quantisation;

/// <summary>Everything that a quantisation-aware training continues from, beside the float training before it.</summary>
/// <param name="Values">All parameters, real-valued.</param>
/// <param name="Velocity">State of the optimiser.</param>
public sealed record IntegerState(float[] Values, float[] Velocity);
