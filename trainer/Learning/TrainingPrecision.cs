namespace Striate.Trainer.Learning;

/// <summary>In what numbers and in what order feature maps are computed while a network is trained.</summary>
public enum TrainingPrecision
{
    /// <summary>Single precision, channel by channel.</summary>
    Single,

    /// <summary>
    /// Feature maps of the float training in bfloat16, channels innermost, which is what the vector units of processors
    /// with AVX-512 BF16 or AMX are made for. Parameters, running statistics, sums, the loss and the whole integer
    /// training stay in single precision.
    /// </summary>
    Mixed,
}
