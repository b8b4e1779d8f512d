using Striate.Board.Sensors;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Platform.Deployment;

namespace Striate.Board.Links;

/// <summary>
/// A board that is not there: the .pe files of the firmware in the emulator, on a clock that moves with its instructions and sleeps. Host
/// and board take turns, so that a run is the same every time and waiting costs nothing.
/// </summary>
public sealed class EmulatedBoard : IBoardLink, IResettable
{
    private const int BitsPerByte = 10;

    // Where the firmware looks for a motion sensor.
    private const int MotionBus = 1;

    // Only a deadlock of host and board takes so long.
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(2);

    // The firmware opens one of them.
    private static readonly string[] s_ports = ["COM1", "COM2", "COM3"];

    private readonly ReadOnlyMemory<byte>[] _firmware;
    private readonly long _heapBytes;
    private readonly TextWriter _debug;
    private readonly PlayedReadings? _played;
    private readonly double _microsecondsPerInstruction;
    private readonly double _secondsPerByte;
    private readonly Queue<(TimeSpan Due, byte Value)> _toHost = new();
    private TimeSpan _now;
    private Run _run;

    /// <summary>Starts the firmware; it runs while the host reads.</summary>
    /// <param name="firmware">With serial input.</param>
    /// <param name="microsecondsPerInstruction">Speed of the board.</param>
    /// <param name="baudRate">Speed of the line.</param>
    /// <param name="heapBytes">Its managed heap.</param>
    /// <param name="debug">Takes what the firmware prints; null: nothing does.</param>
    /// <param name="played">What its sensor measures; null: it has none.</param>
    /// <exception cref="PortableException">The format cannot hold an assembly.</exception>
    public EmulatedBoard(
        EmulatedFirmware firmware,
        double microsecondsPerInstruction,
        int baudRate,
        long heapBytes = int.MaxValue,
        TextWriter? debug = null,
        PlayedReadings? played = null
    )
    {
        (_heapBytes, _debug, _played) = (heapBytes, debug ?? TextWriter.Null, played);
        (_microsecondsPerInstruction, _secondsPerByte) = (microsecondsPerInstruction, (double)BitsPerByte / baudRate);
        _firmware = [.. firmware.Assemblies.Select(assembly => assembly.ToPortable().AsMemory())];
        _run = new Run(this, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public TimeSpan Now => _now;

    /// <summary>Device bytes in use on the board's heap.</summary>
    public long HeapBytesInUse => _run.Machine.HeapBytesInUse;

    /// <summary>What the board has executed since it was started.</summary>
    public Counters Counters => _run.Machine.Counters;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _now += TimeSpan.FromSeconds(bytes.Length * _secondsPerByte);
        foreach (var value in bytes)
        {
            _run.Line.ToBoard.Enqueue((_now, value));
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer, TimeSpan limit)
    {
        var end = _now + limit;
        while (_toHost.Count == 0 && _run.Now < end)
        {
            _run.Continue(end);
        }

        if (!_toHost.TryPeek(out var first) || first.Due > end)
        {
            _now = end;
            return 0;
        }

        _now = first.Due > _now ? first.Due : _now;
        var count = 0;
        while (count < buffer.Length && _toHost.TryPeek(out var next) && next.Due <= _now)
        {
            buffer[count++] = _toHost.Dequeue().Value;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _run.Dispose();
        _toHost.Clear();
        _run = new Run(this, _now);
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    /// <summary>The firmware from one reset to the next, on a thread of its own that runs only while the host waits.</summary>
    private sealed class Run : IDisposable
    {
        private readonly EmulatedBoard _board;
        private readonly SemaphoreSlim _boardMayRun = new(0);
        private readonly SemaphoreSlim _hostMayRun = new(0);
        private readonly Thread _thread;
        private readonly TimeSpan _start;
        private TimeSpan _end;
        private bool _isStopped;
        private Exception? _failure;

        public Run(EmulatedBoard board, TimeSpan start)
        {
            (_board, _start, Line) = (board, start, new SerialLine(this));
            var options = new MachineOptions
            {
                Clock = new StartOfClock(start),
                MicrosecondsPerInstruction = board._microsecondsPerInstruction,
                HeapLimitBytes = board._heapBytes,
                Output = board._debug,
                Sleep = Sleep,
                SerialLines = s_ports.ToDictionary(port => port, ISerialLine (_) => Line),
                AdcValue = board._played is { Settings.Source: FirmwareSource.Adc } played ? new PlayedConverter(played).Read : _ => 0,
                I2cDevices = board._played is { Settings.Source: FirmwareSource.I2cImu } moved
                    ? Motion(moved)
                    : new Dictionary<(int Bus, int Address), II2cDevice>(),
            };
            Machine = Machine.Load(board._firmware, options);
            _thread = new Thread(Execute) { IsBackground = true, Name = "emulated board" };
            _thread.Start();
        }

        public Machine Machine { get; }

        public SerialLine Line { get; }

        public TimeSpan Now => _start + (Machine?.Elapsed ?? TimeSpan.Zero);

        private Dictionary<(int Bus, int Address), II2cDevice> Motion(PlayedReadings played)
        {
            var (motion, queue) = (played.Settings.Motion, new SampleQueue(played, () => Machine.Elapsed));
            return new()
            {
                [(MotionBus, motion.UsedAddress)] =
                    motion.Sensor == MotionSensor.Mpu6050 ? new EmulatedMpu6050(queue) : new EmulatedAdxl345(queue),
            };
        }

        /// <summary>Lets the board run until it sends something or its clock reaches the end.</summary>
        public void Continue(TimeSpan end)
        {
            _end = end;
            if (_failure is null)
            {
                _boardMayRun.Release();
                if (!_hostMayRun.Wait(s_watchdog))
                {
                    throw new LinkException($"the emulated board has not stopped for {s_watchdog.TotalMinutes} minutes");
                }
            }

            if (_failure is { } failure)
            {
                throw new LinkException("the firmware ended: " + failure.Message, failure);
            }
        }

        public void Dispose()
        {
            _isStopped = true;
            _boardMayRun.Release();
            _thread.Join(s_watchdog);
        }

        public void Hand()
        {
            _hostMayRun.Release();
            WaitForTurn();
        }

        public void Send(ReadOnlySpan<byte> bytes)
        {
            var due = Now;
            foreach (var value in bytes)
            {
                due += TimeSpan.FromSeconds(_board._secondsPerByte);
                _board._toHost.Enqueue((due, value));
            }

            Hand();
        }

        private void Sleep(TimeSpan slept)
        {
            if (Now >= _end)
            {
                Hand();
            }
        }

        private void WaitForTurn()
        {
            _boardMayRun.Wait();
            if (_isStopped)
            {
                throw new OperationCanceledException("the board is reset");
            }
        }

        private void Execute()
        {
            try
            {
                WaitForTurn();
                Machine.InvokeMain(EmulatedFirmware.Name);
                _failure = new InvalidOperationException("Main returned");
            }
            catch (OperationCanceledException)
            {
                // A reset: nobody waits for this thread's turn.
                return;
            }
            catch (Exception error)
            {
                _failure = error;
            }

            _hostMayRun.Release();
        }
    }

    /// <summary>The epoch, and what hosts have seen of the board's clock before.</summary>
    private sealed class StartOfClock(TimeSpan start) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + start;
    }

    /// <summary>The board's end of the line: bytes are there when their time has come.</summary>
    private sealed class SerialLine(Run run) : ISerialLine
    {
        public Queue<(TimeSpan Due, byte Value)> ToBoard { get; } = new();

        public int Available
        {
            get
            {
                var now = run.Now;
                return ToBoard.TakeWhile(entry => entry.Due <= now).Count();
            }
        }

        public bool TryTake(int milliseconds, out byte value)
        {
            var isThere = ToBoard.TryPeek(out var entry) && entry.Due <= run.Now;
            value = isThere ? ToBoard.Dequeue().Value : (byte)0;
            return isThere;
        }

        public void Write(ReadOnlySpan<byte> bytes) => run.Send(bytes);
    }
}
