using Striate.DataSets;
using Striate.DataSets.Reading;

namespace Striate.UnitTests.DataSets;

/// <summary>A person's own data in a folder that is removed at the end.</summary>
internal sealed class OwnFolder() : TestFolder("striate-own-")
{
    public RawData Read(DataOptions? options = null) => OwnData.Read(Root, options ?? new DataOptions());

    public string Refusal(DataOptions? options = null) => Should.Throw<StriateException>(() => OwnData.Prepare(Read(options))).Message;
}
