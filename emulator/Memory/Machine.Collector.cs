using System.Runtime.CompilerServices;
using Striate.Emulator.Execution;
using Striate.Emulator.Memory;

namespace Striate.Emulator;

/// <summary>
/// What is alive, in device bytes. The device collects when its heap is full; here the living are counted whenever an eighth
/// as much again (at least 4 KB) has been allocated, so that the peak is known to about an eighth.
/// </summary>
public sealed partial class Machine
{
    private const long SmallestStep = 4096;

    private readonly ConditionalWeakTable<object, object> _argumentArrays = [];
    private readonly HashSet<string> _literals = new(ReferenceEqualityComparer.Instance);
    private long _sinceCollection;
    private long _collectAt = SmallestStep;
    private long _live;
    private long _peak;

    /// <summary>Collects for an object that does not fit; one that still does not was never on the heap, and no peak counts it.</summary>
    private void MakeRoom(long bytes)
    {
        CountLiving(null);
        if (_live + bytes + _frameBytes > _heapLimit)
        {
            throw OutOfMemory($"{bytes} bytes are asked for, {_live} are in use, frames take {_frameBytes}, the heap has {_heapLimit}");
        }
    }

    private void CountLiving(object? newest)
    {
        var allocated = _live + _sinceCollection;
        _live = new LiveObjects(_argumentArrays, _literals).Count(Roots(newest));
        _peak = Math.Max(_peak, allocated);
        _sinceCollection = 0;
        _collectAt = Math.Max(SmallestStep, _live / 8);
    }

    private IEnumerable<object?> Roots(object? newest)
    {
        yield return newest;
        yield return Culture;
        foreach (var reference in _staticReferences)
        {
            yield return reference;
        }

        for (var register = 0; register < Top; register++)
        {
            yield return _references[register];
        }

        foreach (
            var (code, references, first) in _ready
                .Concat(_waiting)
                .Select(thread => (thread.State.Code, thread.State.References, thread.State.Base))
        )
        {
            for (var register = 0; code is not null && register < first + code.Registers; register++)
            {
                yield return references[register];
            }
        }

        foreach (var timer in _timers)
        {
            yield return timer;
        }
    }
}
