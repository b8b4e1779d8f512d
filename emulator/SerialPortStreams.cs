namespace Striate.Emulator;

/// <summary>The two directions of an emulated serial port; a pseudo-terminal is one stream for both.</summary>
/// <param name="Input">What the device receives.</param>
/// <param name="Output">What the device sends.</param>
public sealed record SerialPortStreams(Stream Input, Stream Output);
