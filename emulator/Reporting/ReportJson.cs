using System.Text.Json.Serialization;

namespace Striate.Emulator.Reporting;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(List<Calibration>))]
[JsonSerializable(typeof(SpeedscopeFile))]
internal sealed partial class ReportJson : JsonSerializerContext;
