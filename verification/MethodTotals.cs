using Striate.Emulator;

namespace Striate.Verification;

/// <summary>What each method executed over runs one after the other; as large as there are methods, however many runs.</summary>
internal sealed class MethodTotals
{
    private readonly Dictionary<(string Type, string Name), MethodProfile> _methods = [];

    /// <summary>The totals.</summary>
    public IReadOnlyCollection<MethodProfile> All => _methods.Values;

    /// <summary>Adds what a machine counted since its counters were reset.</summary>
    public void Add(Machine machine)
    {
        foreach (var method in machine.Methods)
        {
            var key = (method.Type, method.Name);
            _methods[key] = _methods.TryGetValue(key, out var sum) ? MethodSums.Add(sum, method) : method;
        }
    }
}
