using Striate.Cli;
using Striate.Cli.Presentation;

namespace Striate.UnitTests.Cli;

/// <summary>Lines of progress where there is no terminal, by a clock that the test moves.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly StringWriter _error = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _error.Dispose();

    private string[] Written => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private Screen Screen =>
        new(
            new Terminal(TextWriter.Null, _error, IsOutputTerminal: false, IsErrorTerminal: false) { ProgressClock = _clock },
            isJson: false
        );

    [Fact]
    public void A_step_that_ends_at_once_says_nothing()
    {
        Screen.Run(
            "reading",
            10,
            bar =>
            {
                for (var done = 1; done <= 10; done++)
                {
                    _clock.Move(0.1);
                    bar.Report((done, $"{done} of 10"));
                }

                return 0;
            }
        );
        Written.ShouldBeEmpty();
    }

    [Fact]
    public void Each_tenth_has_one_line_at_most_and_lines_are_seconds_apart()
    {
        Screen.Run(
            "reading",
            100,
            bar =>
            {
                for (var done = 1; done <= 100; done++)
                {
                    _clock.Move(0.5);
                    bar.Report((done, $"{done} of 100"));
                }

                return 0;
            }
        );
        Written.ShouldBe([
            "10 of 100",
            "20 of 100",
            "30 of 100",
            "40 of 100",
            "50 of 100",
            "60 of 100",
            "70 of 100",
            "80 of 100",
            "90 of 100",
            "100 of 100",
        ]);
    }

    [Fact]
    public void What_tells_nothing_for_long_still_shows_that_it_goes_on()
    {
        Screen.Run(
            "training",
            10,
            bar =>
            {
                _clock.Move(19);
                Written.ShouldBeEmpty();
                _clock.Move(2);
                Written.ShouldBe(["training; 00:21 so far"]);
                bar.Report((1, "first epoch"));
                _clock.Move(40);
                Written[^1].ShouldBe("first epoch; 01:01 so far");
                return 0;
            }
        );
        _clock.Move(60);
        Written.Length.ShouldBe(2);
    }

    private sealed class ManualClock : TimeProvider
    {
        private readonly List<Pulse> _pulses = [];
        private long _now;

        /// <inheritdoc/>
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        /// <inheritdoc/>
        public override long GetTimestamp() => _now;

        /// <inheritdoc/>
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _pulses.Add(new Pulse(() => callback(state)));
            return _pulses[^1];
        }

        public void Move(double seconds)
        {
            _now += TimeSpan.FromSeconds(seconds).Ticks;
            _pulses.ForEach(pulse => pulse.Tick());
        }
    }

    private sealed class Pulse(Action tick) : ITimer
    {
        private bool _isOver;

        public void Tick()
        {
            if (!_isOver)
            {
                tick();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isOver;

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
