using System.Reflection.Metadata;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>
/// The way of an exception: Thread.cpp, ProcessException_Phase1 looks through all frames for a handler and runs filters,
/// ProcessException_Phase2 then runs the finally handlers on the way to it.
/// </summary>
public sealed partial class Machine
{
    private List<PendingHandler> _pending = [];
    private bool _filterAccepts;

    private void Dispatch(Instance exception)
    {
        var offset = _code.Offsets[_operation];
        LeaveBlock(_code, _operation);
        var (depth, clause) = FindHandler(exception, offset);
        Unwind(new PendingHandler(_frameCount, exception, -1, offset, depth, clause, [], 0, 0));
    }

    /// <summary>Phase 1.</summary>
    /// <returns>Frame and clause of the handler; (-1, -1) where the frames of this run have none.</returns>
    private (int Depth, int Clause) FindHandler(Instance exception, int offset)
    {
        for (var depth = _frameCount; depth >= _stopDepth; depth--)
        {
            var code = depth == _frameCount ? _code : _frames[depth].Code;
            var left = depth == _frameCount ? offset : code.Offsets[_frames[depth].Operation];
            for (var index = 0; index < code.Handlers.Length; index++)
            {
                var clause = code.Handlers[index].Clause;
                if (
                    clause.ProtectsOffset(left)
                    && (
                        (clause.Kind == ExceptionRegionKind.Catch && exception.Type.IsAssignableTo(clause.Catches!))
                        || (clause.Kind == ExceptionRegionKind.Filter && Accepts(exception, depth, code.Handlers[index]))
                    )
                )
                {
                    return (depth, index);
                }
            }
        }

        return (-1, -1);
    }

    /// <summary>
    /// Runs a filter. One of an outer frame gets a copy of the frame's variables above all others, as on the device, for the
    /// frames within are still needed. An exception of the filter itself rejects, and so does a heap without room for its frame.
    /// </summary>
    private bool Accepts(Instance exception, int depth, Handler handler)
    {
        var inner = new Frame(_code, _operation, _base);
        var frame = depth == _frameCount ? inner : _frames[depth];
        var registers = depth == _frameCount ? frame.Base : Top;
        if (registers + frame.Code.Registers > _numbers.Length)
        {
            throw NestedTooDeep();
        }

        if (!FitsOnHeap(frame.Code))
        {
            return false;
        }

        Suspend(frame.Code);
        CopyVariables(frame.Base, registers, handler.StackRegister);
        (_code, _base, _operation, _filterAccepts) = (frame.Code, registers, handler.FilterTarget, false);
        _references[registers + handler.StackRegister] = exception;
        _references[registers + handler.ExceptionRegister] = exception;
        try
        {
            RunFrames();
        }
        catch (ThrowSignal)
        {
            _filterAccepts = false;
        }

        CopyVariables(registers, frame.Base, handler.StackRegister);
        (_code, _operation, _base) = inner;
        return _filterAccepts;
    }

    private void EndFilter(bool accepts)
    {
        _filterAccepts = accepts;
        LeaveFrame(_stopDepth);
    }

    private void CopyVariables(int from, int to, int count)
    {
        Array.Copy(_numbers, from, _numbers, to, count);
        Array.Copy(_references, from, _references, to, count);
    }

    /// <summary>Phase 2: goes on behind the clause that ran last, to the next finally handler or to the handler that was found.</summary>
    private void Unwind(PendingHandler way)
    {
        while (true)
        {
            var isTarget = _frameCount == way.HandlerDepth;
            var end = isTarget ? way.HandlerClause : _code.Handlers.Length;
            for (var index = way.Clause + 1; index < end; index++)
            {
                var handler = _code.Handlers[index];
                if (
                    handler.Clause.Kind is ExceptionRegionKind.Finally or ExceptionRegionKind.Fault
                    && handler.Clause.ProtectsOffset(way.ThrowOffset)
                )
                {
                    Abandon(handler.Clause.HandlerStart);
                    _pending.Add(way with { Depth = _frameCount, Clause = index });
                    _operation = handler.Target;
                    return;
                }
            }

            if (isTarget)
            {
                EnterHandler(way);
                return;
            }

            LeaveUnwound(way.Exception!);
            way = way with { Clause = -1, ThrowOffset = _code.Offsets[_operation] };
        }
    }

    private void EnterHandler(PendingHandler way)
    {
        var handler = _code.Handlers[way.HandlerClause];
        Abandon(handler.Clause.HandlerStart);
        _references[_base + handler.StackRegister] = way.Exception;
        _references[_base + handler.ExceptionRegister] = way.Exception;
        _operation = handler.Target;
    }

    /// <summary>
    /// Forgets the finally handlers of this frame that an exception has left: those around the place where it goes on are kept.
    /// </summary>
    private void Abandon(int offset) =>
        _pending.RemoveAll(pending => pending.Depth == _frameCount && !_code.Handlers[pending.Clause].Clause.HandlesOffset(offset));

    /// <summary>Leaves a frame that does not handle the exception.</summary>
    /// <exception cref="ThrowSignal">The frames of this run are left: whoever began it goes on.</exception>
    private void LeaveUnwound(Instance exception)
    {
        _pending.RemoveAll(pending => pending.Depth == _frameCount);
        var outside = !LeaveFrame(_stopDepth);
        _operation--;
        if (outside)
        {
            throw new ThrowSignal(exception);
        }

        LeaveBlock(_code, _operation);
    }

    private void EndFinally()
    {
        var ended = TakePending();
        if (ended.Exception != null)
        {
            Unwind(ended);
            return;
        }

        ContinueLeave(ended.Crossed, ended.Next, ended.Target);
    }

    private void ContinueLeave(int[] crossed, int next, int target)
    {
        if (next == crossed.Length)
        {
            _operation = target;
            return;
        }

        _pending.Add(new PendingHandler(_frameCount, null, crossed[next], 0, -1, -1, crossed, next + 1, target));
        _operation = _code.Handlers[crossed[next]].Target;
    }

    private PendingHandler TakePending()
    {
        if (_pending.Count == 0 || _pending[^1].Depth != _frameCount)
        {
            throw Failure(DiagnosticNumbers.InvalidCode, "the end of a handler that was not entered");
        }

        var pending = _pending[^1];
        _pending.RemoveAt(_pending.Count - 1);
        return pending;
    }
}
