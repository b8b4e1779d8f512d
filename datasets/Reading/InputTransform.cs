namespace Striate.DataSets.Reading;

/// <summary>How readings become integers of 8 bits.</summary>
public enum InputTransform
{
    /// <summary>In equal steps.</summary>
    Linear,

    /// <summary>By G.711's mu-law, in finer steps for quiet than for loud.</summary>
    MuLaw,
}

/// <summary>Names of the transforms.</summary>
public static class InputTransforms
{
    /// <summary>In their order, as options and files name them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["linear", "mu-law"];

    /// <summary>The transform of a name; null: there is none of that name.</summary>
    public static InputTransform? Of(string? name) =>
        name switch
        {
            "linear" => InputTransform.Linear,
            "mu-law" => InputTransform.MuLaw,
            _ => null,
        };
}
