using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;

namespace Striate.Trainer.Runs;

/// <summary>How far one of the networks of a training is.</summary>
/// <param name="Epochs">Epochs done, float and integer.</param>
/// <param name="Float">The float training.</param>
/// <param name="Integer">The quantisation-aware training; null before its first epoch is done.</param>
public sealed record CandidateState(int Epochs, FloatState Float, IntegerState? Integer);
