namespace Striate.Trainer.Learning;

/// <summary>What makes a kernel cell worth keeping.</summary>
public enum ImportanceMeasure
{
    /// <summary>The square of its latent weight.</summary>
    Magnitude,

    /// <summary>
    /// The square of what its removal would change the loss by, to first order: weight times gradient (Molchanov et al.,
    /// arXiv:1906.10771), averaged over about the last hundred steps.
    /// </summary>
    Taylor,
}
