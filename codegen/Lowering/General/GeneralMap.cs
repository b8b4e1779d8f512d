using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering.General;

/// <summary>How general kernels read a map, less its zero point where they must.</summary>
/// <param name="Buffer">Where it is.</param>
internal sealed record GeneralMap(FeatureBuffer Buffer)
{
    /// <summary>Shape, type and zero point.</summary>
    public FeatureMap Map => Buffer.Map;

    /// <summary>Index of the first value.</summary>
    public int Start => Buffer.Start;

    /// <summary>From a value to the one below it.</summary>
    public int RowPitch => Buffer.RowPitch;

    /// <summary>Between the last value of a row and the first of the next.</summary>
    public int RowGap => RowPitch - (Map.Shape.Width * Map.Shape.Channels);

    /// <summary>The integer at an index.</summary>
    public string Value(string index) => $"{(Map.Type.Signed ? "(sbyte)" : "")}a[{index}]";

    /// <summary>The integer at an index less the zero point.</summary>
    public string Distance(string index) => Map.ZeroPoint == 0
        ? Value(index)
        : string.Create(CultureInfo.InvariantCulture, $"({Value(index)} {(Map.ZeroPoint < 0 ? '+' : '-')} {Math.Abs(Map.ZeroPoint)})");
}
