namespace Striate.Trainer;

/// <summary>A loss that is not a number, or far from any that a training has: nothing can be learned from there.</summary>
/// <param name="message">What the loss is.</param>
/// <param name="isInteger">Whether it was the training on integers.</param>
public sealed class TrainingDivergedException(string message, bool isInteger) : StriateException(ErrorKind.CheckFailed, message)
{
    /// <summary>Whether it was the training on integers, which has a learning rate of its own.</summary>
    public bool IsInteger { get; } = isInteger;
}
