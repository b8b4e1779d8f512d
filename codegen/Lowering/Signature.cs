namespace Striate.Codegen.Lowering;

/// <summary>What a layer's Run takes.</summary>
internal static class Signature
{
    /// <summary>Parameters of a layer's Run and what the network class passes for them.</summary>
    public static (string Parameters, string Arguments) Of(OutputAccess output, bool scratch = false)
    {
        var names = new List<(string Type, string Name)> { ("byte[]", "a") };
        if (scratch)
        {
            names.Add(("int[]", "acc"));
        }

        if (output.IsLogits)
        {
            names.Add(("int[]", "logits"));
        }

        return (
            string.Join(", ", names.Select(name => name.Type + " " + name.Name)),
            string.Join(", ", names.Select(name => name.Name)));
    }
}
