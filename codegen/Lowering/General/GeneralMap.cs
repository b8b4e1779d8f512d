using System.Globalization;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering.General;

/// <summary>How general kernels read a map: value after value, without a border.</summary>
/// <param name="Start">Index of the first value in the byte arena.</param>
/// <param name="Map">Shape, type and zero point.</param>
internal sealed record GeneralMap(int Start, FeatureMap Map)
{
    /// <summary>The integer at an index.</summary>
    public string Value(string index) => $"{(Map.Type.Signed ? "(sbyte)" : "")}a[{index}]";

    /// <summary>The integer at an index less the zero point.</summary>
    public string Distance(string index) => Map.ZeroPoint == 0
        ? Value(index)
        : string.Create(CultureInfo.InvariantCulture, $"({Value(index)} {(Map.ZeroPoint < 0 ? '+' : '-')} {Math.Abs(Map.ZeroPoint)})");
}
