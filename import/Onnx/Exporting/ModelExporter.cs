using System.Text;
using System.Text.Json;
using Striate.Model.Packaging;

namespace Striate.Import.Onnx.Exporting;

/// <summary>Packages as ONNX files that other runtimes run and this importer takes back.</summary>
public static class ModelExporter
{
    /// <summary>The key of the input's contract: how raw data become the network's input.</summary>
    public const string InputContractKey = "striate.input-contract";

    /// <summary>The key of the classes' names, a JSON array.</summary>
    public const string LabelsKey = "labels";

    /// <summary>The file of integer operators alone. Equal packages give equal bytes.</summary>
    /// <param name="package">A valid package.</param>
    public static byte[] IntegerForm(ModelPackage package) =>
        Exporting.IntegerForm.Write(package.Network, NotesOf(package, NetworkNote.Integer));

    /// <summary>The file of float operators with quantisation behind each. Equal packages give equal bytes.</summary>
    /// <param name="package">A valid package.</param>
    public static byte[] QdqForm(ModelPackage package) => Exporting.QdqForm.Write(package.Network, NotesOf(package, NetworkNote.Qdq));

    private static IEnumerable<(string Key, string Value)> NotesOf(ModelPackage package, string form)
    {
        yield return (NetworkNote.Key, NetworkNote.Of(package.Network, form).Format());
        if (!package.Network.Labels.IsEmpty)
        {
            yield return (LabelsKey, JsonSerializer.Serialize([.. package.Network.Labels], LabelsJson.Default.StringArray));
        }

        if (package.OptionalParts.FirstOrDefault(part => part.Name == OptionalPartNames.InputContract) is { } contract)
        {
            yield return (InputContractKey, Encoding.UTF8.GetString(contract.Content.AsSpan()));
        }
    }
}

/// <summary>The generated serialiser of labels.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class LabelsJson : System.Text.Json.Serialization.JsonSerializerContext;
