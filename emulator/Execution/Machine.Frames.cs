using System.Globalization;
using System.Runtime.CompilerServices;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>Frames: calls, returns, and what a stack trace shows.</summary>
public sealed partial class Machine
{
    // Without a limit of the heap; with one, as many as frames can have before they fill it, for a register stands for a block.
    private const int DefaultRegisters = 1 << 18;
    private const int MostRegisters = 1 << 21;
    private const int ShownFrames = 20;

    private long[] _numbers;
    private object?[] _references;
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
        if (newBase + code.Registers > _numbers.Length)
        {
            throw NestedTooDeep();
        }

        // Thrown at the call, as on the device: Push finds no memory (CLR_RT_StackFrame.cpp).
        if (!FitsOnHeap(code))
        {
            throw OutOfMemory(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a frame of {code.FrameBytes:N0} bytes for '{method}' does not fit: the heap has {_heapLimit:N0}, of which objects take {_live:N0} and {_frameCount:N0} frames {_frameBytes:N0}"
                )
            );
        }

        Suspend(code);
        Array.Clear(_numbers, newBase + code.Arguments, code.Registers - code.Arguments);
        Array.Clear(_references, newBase + code.Arguments, code.Registers - code.Arguments);
        code.Calls++;
        _code = code;
        _base = newBase;
        _operation = 0;
    }

    private static int RegistersFor(long heapLimit) =>
        heapLimit > (long)MostRegisters * HeapLayout.Block
            ? DefaultRegisters
            : (int)Math.Max(DefaultRegisters, heapLimit / HeapLayout.Block);

    private EmulatorException NestedTooDeep() => Failure(DiagnosticNumbers.StackOverflow, "calls are nested too deep");

    /// <summary>Whether one more frame fits beside the objects that live.</summary>
    private bool FitsOnHeap(MethodCode next)
    {
        if (_live + _sinceCollection + _frameBytes + next.FrameBytes > _heapLimit)
        {
            CountLiving(null);
        }

        return _live + _sinceCollection + _frameBytes + next.FrameBytes <= _heapLimit;
    }

    /// <summary>Keeps where the current frame goes on; one of <paramref name="next"/> follows and takes its memory.</summary>
    private void Suspend(MethodCode next)
    {
        _frameBytes += next.FrameBytes;
        _peakFrameBytes = Math.Max(_peakFrameBytes, _frameBytes);

        if (_frameCount == _frames.Length)
        {
            Array.Resize(ref _frames, _frameCount * 2);
        }

        _frames[_frameCount++] = new Frame(_code, _operation, _base);
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
        var operation = _operation;
        EnterFrame(method, firstRegister);
        RunFrames();
        _operation = operation;
    }

    /// <summary>Runs the innermost frame, and those that it calls, until it is left.</summary>
    /// <exception cref="ThrowSignal">An exception that none of these frames handles; they have been left.</exception>
    private void RunFrames()
    {
        // Library methods that call back, of themselves perhaps, take the interpreter's own stack.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw NestedTooDeep();
        }

        var (outer, stopDepth) = (_stopDepth, _frameCount);
        _stopDepth = stopDepth;
        try
        {
            do
            {
                RunToEnd(stopDepth);
            } while (NextAfterEnd());
        }
        finally
        {
            _stopDepth = outer;
        }
    }

    private void RunToEnd(int stopDepth)
    {
        while (_frameCount >= stopDepth)
        {
            try
            {
                Loop(stopDepth);
            }
            catch (ThrowSignal signal) when (_frameCount >= stopDepth)
            {
                Dispatch(signal.Exception);
            }
        }
    }

    /// <summary>An operation is left for good: what follows it in its block is counted, but has not run.</summary>
    private static void LeaveBlock(MethodCode code, int operation)
    {
        var enter = operation;
        while (enter >= 0 && code.Operations[enter].Code != OperationCode.Enter)
        {
            enter--;
        }

        if (enter < 0)
        {
            return;
        }

        var block = code.Operations[enter].A;
        var left = (block, BlockCost.RunUntil(code.Method.Body!.Code, code.Blocks[block], code.Offsets[operation]));
        code.Left[left] = code.Left.GetValueOrDefault(left) + 1;
    }

    /// <summary>Emulated frames, innermost first; of many the innermost and the outermost.</summary>
    private List<string> StackTrace()
    {
        var lines = new List<string>();
        var (code, operation) = (_code, _operation);
        for (var depth = _frameCount; code != null; depth--)
        {
            if (depth == _frameCount - ShownFrames && depth > ShownFrames)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"... {depth - ShownFrames:N0} more ..."));
                depth = ShownFrames;
                (code, operation) = (_frames[depth].Code, _frames[depth].Operation);
            }

            lines.Add($"{code.Method} at IL_{code.Offsets[Math.Min(operation, code.Offsets.Length - 1)]:x4}");
            if (depth == 0)
            {
                break;
            }

            (code, operation) = (_frames[depth - 1].Code, _frames[depth - 1].Operation);
        }

        return lines;
    }

    internal EmulatorException Failure(string number, string problem) => new(number, problem) { EmulatedStack = StackTrace() };
}
