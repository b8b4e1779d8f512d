using System.Runtime.CompilerServices;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Emulator.Scheduling;
using Striate.Platform;

namespace Striate.Emulator.Memory;

/// <summary>
/// Sums the device bytes of everything reachable; arrays that the caller handed in are not on the device's heap, the text of literals is in
/// flash.
/// </summary>
internal sealed class LiveObjects(ConditionalWeakTable<object, object> handedIn, HashSet<string> literals)
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = [];

    public long Count(IEnumerable<object?> roots)
    {
        long bytes = 0;
        foreach (var root in roots)
        {
            Visit(root);
        }

        while (_open.TryPop(out var value))
        {
            bytes +=
                handedIn.TryGetValue(value, out _) ? 0
                : value is string text && literals.Contains(text) ? HeapLayout.Block
                : HeapSizes.Of(value);
            VisitContents(value);
        }

        return bytes;
    }

    /// <summary>The objects behind these references, and those behind theirs.</summary>
    public static IReadOnlyCollection<object> ReachableFrom(IEnumerable<object?> roots)
    {
        var walk = new LiveObjects([], []);
        walk.Count(roots);
        return walk._seen;
    }

    private void Visit(object? value)
    {
        var counts =
            value is Instance or string or Boxed or ReferenceArray or DelegateObject or TypeObject or FieldObject or SchedulingObject
            || PrimitiveArrays.KindOf(value) != null;
        if (counts && _seen.Add(value!))
        {
            _open.Push(value!);
        }
    }

    private void VisitContents(object value)
    {
        switch (value)
        {
            case Instance instance:
                VisitAll(instance.References);
                break;
            case ReferenceArray array:
                VisitAll(array.Items);
                break;
            case ThreadObject thread:
                Visit(thread.Start);
                break;
            case TimerObject timer:
                VisitAll([timer.Callback, timer.State]);
                break;
            case DelegateObject bound:
                Visit(bound.Target);
                VisitAll(bound.Parts ?? []);
                break;
        }
    }

    private void VisitAll(object?[] values)
    {
        foreach (var value in values)
        {
            Visit(value);
        }
    }
}
