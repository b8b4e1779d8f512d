using Striate.Cli;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl-C ends the work in good order, the second one ends the process.
    pressed.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

return await CommandLine.RunAsync(args, Terminal.OfProcess(), cancellation.Token);
