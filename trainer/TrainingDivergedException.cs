namespace Striate.Trainer;

/// <summary>A loss that is no longer a number: from such a training nothing can be learned.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
