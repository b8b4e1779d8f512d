using Striate.Emulator.Execution;
using System.Reflection.Metadata;
using Striate.Emulator.Decoding;
using Striate.Emulator.Loading;

namespace Striate.Emulator;

/// <summary>Frames, and the way of an exception through them.</summary>
public sealed partial class Machine
{
    private const int RegisterCapacity = 1 << 18;

    private readonly long[] _numbers = new long[RegisterCapacity];
    private readonly object?[] _references = new object?[RegisterCapacity];
    private readonly List<PendingHandler> _pending = [];
    private Frame[] _frames = new Frame[64];
    private int _frameCount;
    private MethodCode _code = null!;
    private int _operation;
    private int _base;
    private long _frameBytes;
    private long _peakFrameBytes;

    /// <summary>The most device bytes that frames took at once: they lie on the managed heap, beside the objects.</summary>
    public long PeakFrameBytes => _peakFrameBytes;

    /// <summary>First register above those in use by the current frame.</summary>
    private int Top => _code == null ? 0 : _base + _code.Registers;

    private void EnterFrame(MethodDescriptor method, int newBase)
    {
        var code = method.Code ??= Decoder.Decode(method, _types);
        var top = newBase + code.Registers;
        if (top > RegisterCapacity)
        {
            throw Failure(EmulatorDiagnostics.StackOverflow, "calls are nested too deep");
        }

        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, _frameCount * 2);
        }

        _frames[_frameCount++] = new Frame(_code, _operation, _base);
        Array.Clear(_numbers, newBase + code.Arguments, code.Registers - code.Arguments);
        Array.Clear(_references, newBase + code.Arguments, code.Registers - code.Arguments);
        code.Calls++;
        _frameBytes += code.FrameBytes;
        _peakFrameBytes = Math.Max(_peakFrameBytes, _frameBytes);
        _code = code;
        _base = newBase;
        _operation = 0;
    }

    /// <summary>Goes back to the caller, behind the call; false when the caller is the outside.</summary>
    private bool LeaveFrame(int stopDepth)
    {
        var frame = _frames[--_frameCount];
        _frameBytes -= _code.FrameBytes;
        _code = frame.Code;
        _base = frame.Base;
        _operation = frame.Operation + 1;
        return _frameCount >= stopDepth;
    }

    /// <summary>Runs a method whose arguments stand from a register on; the result is left there.</summary>
    internal void Run(MethodDescriptor method, int firstRegister)
    {
        var (operation, stopDepth) = (_operation, _frameCount + 1);
        EnterFrame(method, firstRegister);
        while (true)
        {
            try
            {
                Loop(stopDepth);
                _operation = operation;
                return;
            }
            catch (ThrowSignal signal)
            {
                Dispatch(signal.Exception, stopDepth, _code.Offsets[_operation], 0, true);
            }
        }
    }

    // Looks for the handler, innermost clause first, finally handlers on the way; goes on behind clause number `first`.
    private void Dispatch(Instance exception, int stopDepth, int offset, int first, bool leavesBlock)
    {
        while (true)
        {
            if (leavesBlock)
            {
                _code.Unfinished += Unfinished(_code, _operation);
            }

            for (var index = first; index < _code.Handlers.Length; index++)
            {
                if (EnterHandler(_code.Handlers[index], index, exception, offset))
                {
                    return;
                }
            }

            _pending.RemoveAll(pending => pending.Depth == _frameCount);
            var outside = !LeaveFrame(stopDepth);
            _operation--;
            if (outside)
            {
                throw new ThrowSignal(exception);
            }

            (offset, first, leavesBlock) = (_code.Offsets[_operation], 0, true);
        }
    }

    private bool EnterHandler(Handler handler, int index, Instance exception, int offset)
    {
        if (!handler.Clause.ProtectsOffset(offset))
        {
            return false;
        }

        switch (handler.Clause.Kind)
        {
            case ExceptionRegionKind.Catch when exception.Type.IsAssignableTo(handler.Clause.Catches!):
                _references[_base + handler.StackRegister] = exception;
                _references[_base + handler.ExceptionRegister] = exception;
                _operation = handler.Target;
                return true;
            case ExceptionRegionKind.Finally or ExceptionRegionKind.Fault:
                _pending.Add(new PendingHandler(_frameCount, exception, index, offset, [], 0, 0));
                _operation = handler.Target;
                return true;
            case ExceptionRegionKind.Filter:
                _pending.Add(new PendingHandler(_frameCount, exception, index, offset, [], 0, 0));
                _references[_base + handler.StackRegister] = exception;
                _references[_base + handler.ExceptionRegister] = exception;
                _operation = handler.FilterTarget;
                return true;
            default:
                return false;
        }
    }

    private void EndFinally(int stopDepth)
    {
        var ended = TakePending();
        if (ended.Exception != null)
        {
            Dispatch(ended.Exception, stopDepth, ended.ThrowOffset, ended.Clause + 1, false);
            return;
        }

        ContinueLeave(ended.Crossed, ended.Next, ended.Target);
    }

    private void EndFilter(bool accepts, int stopDepth)
    {
        var ended = TakePending();
        if (!accepts)
        {
            Dispatch(ended.Exception!, stopDepth, ended.ThrowOffset, ended.Clause + 1, false);
            return;
        }

        var handler = _code.Handlers[ended.Clause];
        _references[_base + handler.StackRegister] = ended.Exception;
        _operation = handler.Target;
    }

    private void ContinueLeave(int[] crossed, int next, int target)
    {
        if (next == crossed.Length)
        {
            _operation = target;
            return;
        }

        _pending.Add(new PendingHandler(_frameCount, null, crossed[next], 0, crossed, next + 1, target));
        _operation = _code.Handlers[crossed[next]].Target;
    }

    private PendingHandler TakePending()
    {
        if (_pending.Count == 0 || _pending[^1].Depth != _frameCount)
        {
            throw Failure(EmulatorDiagnostics.InvalidCode, "the end of a handler that was not entered");
        }

        var pending = _pending[^1];
        _pending.RemoveAt(_pending.Count - 1);
        return pending;
    }

    /// <summary>What of the block around an operation has not run when the operation is left for good: counted, so taken back.</summary>
    private static BlockCounts Unfinished(MethodCode code, int operation)
    {
        var enter = operation;
        while (enter >= 0 && code.Operations[enter].Code != OperationCode.Enter)
        {
            enter--;
        }

        if (enter < 0)
        {
            return default;
        }

        var block = code.Blocks[code.Operations[enter].A];
        var offset = code.Offsets[operation];
        return BlockCost.Of([.. block.Instructions.Where(instruction => instruction.Offset > offset)]);
    }

    /// <summary>Emulated frames, innermost first.</summary>
    private List<string> StackTrace()
    {
        var lines = new List<string>();
        var (code, operation) = (_code, _operation);
        for (var depth = _frameCount; code != null; depth--)
        {
            lines.Add($"{code.Method} at IL_{code.Offsets[Math.Min(operation, code.Offsets.Length - 1)]:x4}");
            if (depth == 0)
            {
                break;
            }

            (code, operation) = (_frames[depth - 1].Code, _frames[depth - 1].Operation);
        }

        return lines;
    }

    private EmulatorException Failure(string number, string problem) => new(number, problem) { EmulatedStack = StackTrace() };
}
