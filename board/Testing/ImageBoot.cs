using System.Text;
using Striate.Emulator;
using Striate.Platform;
using Striate.Platform.Deployment;

namespace Striate.Board.Testing;

/// <summary>Starts an image in the emulator, as a board does, and waits for the verdict of its self-test.</summary>
public static class ImageBoot
{
    private const string Passed = "PASS";
    private const string Failed = "FAIL";

    /// <summary>Why an image does not start well on a kind of board; null where its self-test passes.</summary>
    /// <param name="image">The image; its last assembly has Main.</param>
    /// <param name="target">The kind of board, for its heap.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static string? Problem(DeploymentImage image, Target target, CancellationToken cancellation)
    {
        using var verdict = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var output = new Verdict(verdict);
        var application = image.Application;
        try
        {
            var heap = target.ApplicationHeapBytes - application.Sum(assembly => LoadedSize.OfPortable(assembly.Bytes.Span));
            var machine = Machine.Load(
                application.Select(assembly => assembly.Bytes),
                new MachineOptions
                {
                    Output = output,
                    HeapLimitBytes = heap,
                    Cancellation = verdict.Token,
                }
            );
            machine.InvokeMain(application[^1].Name);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The verdict is there; the application goes on for ever.
        }
        catch (EmulatorException problem)
        {
            return problem.Message;
        }

        return output.Line == Passed ? null
            : output.Line is { } line ? $"its self-test ends with {line} after '{output.Before}'"
            : "it ends without a verdict";
    }

    /// <summary>Ends the run when the application prints how its self-test went.</summary>
    private sealed class Verdict(CancellationTokenSource end) : TextWriter
    {
        private readonly StringBuilder _line = new();

        public string? Line { get; private set; }

        /// <summary>The line before it.</summary>
        public string Before { get; private set; } = "";

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            var line = _line.ToString().TrimEnd('\r');
            _line.Clear();
            if (Line is null && line is Passed or Failed)
            {
                Line = line;
                end.Cancel();
            }

            Before = Line is null ? line : Before;
        }
    }
}
