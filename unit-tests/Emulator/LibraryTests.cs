using System.IO.Pipelines;
using Striate.Emulator;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

public sealed class LibraryTests
{
    [Theory]
    [InlineData("Array.IndexOf(new int[] { 4, 5, 6 }, 6)", 2)]
    [InlineData("Convert.ToInt32(\"-12\") + Convert.ToByte(\"1f\", 16)", 19)]
    [InlineData("int.Parse(\"77\") + (int)double.Parse(\"2.5\")", 79)]
    [InlineData("BitConverter.ToInt16(new byte[] { 0, 255, 255 }, 1)", -1)]
    [InlineData("BitConverter.GetBytes(258)[1] * 10 + BitConverter.GetBytes(258).Length", 14)]
    [InlineData("(int)(new TimeSpan(0, 1, 5).TotalSeconds)", 65)]
    [InlineData("(int)((new DateTime(2020, 1, 2) - new DateTime(2020, 1, 1)).Ticks / TimeSpan.TicksPerHour)", 24)]
    [InlineData("(int)Math.Sqrt(144.0) + Math.Max(3, 9) + Math.Abs(-4)", 25)]
    [InlineData("\"a-b-c\".IndexOf(\"b\") + \"abc\".Substring(1).Length * 10 + (\"x\" + 5 + 'y').Length * 100", 322)]
    [InlineData("string.Format(\"{0}:{1}\", 12, \"q\").Length", 4)]
    [InlineData(
        "(5.Equals((object)5) ? 1 : 0) + (5.Equals((object)6) ? 2 : 0) + (5.Equals((object)5L) ? 4 : 0) + (2.5.Equals((object)2.5) ? 8 : 0)",
        9
    )]
    [InlineData("Convert.ToInt32(\"ff\", 16) * 10 + Convert.ToInt32(\"7\", 10)", 2557)]
    [InlineData("(255).ToString(\"X2\") == \"FF\" ? 1 : 0", 1)]
    public void LibrariesDoWhatTheyDoOnTheDevice(string expression, int expected) =>
        TestCompiler.Run($"using System; public static class P {{ public static int F() {{ return {expression}; }} }}").ShouldBe(expected);

    [Theory]
    [InlineData(0, 0, 0, "[1,2,3][7,8]")]
    [InlineData(3, 2, 0, "[1,2,3][7,8]")]
    [InlineData(1, 0, 2, "[1,2,3][2,3]")]
    [InlineData(2, 1, 1, "[1,2,3][7,3]")]
    [InlineData(-1, 9, 0, "[1,2,3][7,8]")]
    [InlineData(2, 0, 2, "System.ArgumentOutOfRangeException")]
    [InlineData(0, 1, 2, "System.ArgumentOutOfRangeException")]
    [InlineData(-1, 0, 1, "System.ArgumentOutOfRangeException")]
    [InlineData(0, -1, 1, "System.ArgumentOutOfRangeException")]
    [InlineData(0, 0, -1, "System.ArgumentOutOfRangeException")]
    public void ArraysAreCopiedWithinTheirBounds(int from, int to, int length, string expected) =>
        TestCompiler
            .Run(
                """
                using System;
                public static class P
                {
                    public static string F(int from, int to, int length)
                    {
                        int[] a = { 1, 2, 3 }; int[] b = { 7, 8 };
                        try { Array.Copy(a, from, b, to, length); } catch (Exception e) { return e.GetType().FullName; }
                        return "[" + a[0] + "," + a[1] + "," + a[2] + "][" + b[0] + "," + b[1] + "]";
                    }
                }
                """,
                from,
                to,
                length
            )
            .ShouldBe(expected);

    [Fact]
    public void PinsHaveTheFunctionsThatTheyWereGiven() =>
        TestCompiler
            .Run(
                """
                using nanoFramework.Hardware.Esp32;
                public static class P
                {
                    public static int F()
                    {
                        Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
                        Configuration.SetPinFunction(16, DeviceFunction.COM2_RX);
                        Configuration.SetPinFunction(25, DeviceFunction.COM2_TX);
                        return Configuration.GetFunctionPin(DeviceFunction.COM2_TX) * 10000 + Configuration.GetFunctionPin(DeviceFunction.COM2_RX) * 100
                            + Configuration.GetFunctionPin(DeviceFunction.COM3_TX);
                    }
                }
                """
            )
            .ShouldBe(251599);

    [Fact]
    public void WhatIsNotSupportedIsNamedBeforeTheRun()
    {
        var refusal = Should.Throw<EmulatorException>(() =>
            TestCompiler.Load("public static class P { public static void Never() { System.Reflection.Assembly.GetExecutingAssembly(); } }")
        );

        refusal.Number.ShouldBe(DiagnosticNumbers.UnsupportedLibrary);
        refusal.Message.ShouldContain("System.Reflection.Assembly::GetExecutingAssembly()");
        refusal.Location.ShouldBe("P::Never() at IL_0000");
    }

    [Fact]
    public void SleepMovesTheClockWithoutWaiting()
    {
        var machine = TestCompiler.Load(
            """
            using System; using System.Threading;
            public static class P { public static long F() { DateTime t = DateTime.UtcNow; Thread.Sleep(3600000); return (DateTime.UtcNow - t).Ticks / TimeSpan.TicksPerSecond; } }
            """
        );

        machine.Invoke("P", "F").ShouldBe(3600L);
    }

    [Fact]
    public async Task TheSerialPortTalksOverStreams()
    {
        var (toDevice, fromDevice) = (new Pipe(), new Pipe());
        var ports = new Dictionary<string, SerialPortStreams> { ["COM2"] = new(toDevice.Reader.AsStream(), fromDevice.Writer.AsStream()) };
        var machine = TestCompiler.Load(
            """
            using System.IO.Ports; using nanoFramework.Hardware.Esp32;
            public static class P
            {
                public static int F()
                {
                    Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
                    SerialPort port = new SerialPort("COM2", 115200);
                    port.ReadTimeout = 5000;
                    port.Open();
                    byte[] frame = new byte[3];
                    int read = port.Read(frame, 0, 3);
                    for (int i = 0; i < read; i++) frame[i] = (byte)(frame[i] + 1);
                    port.Write(frame, 0, read);
                    port.Close();
                    return read;
                }
            }
            """,
            new MachineOptions { SerialPorts = ports }
        );
        await toDevice.Writer.WriteAsync(new byte[] { 1, 2, 255 }, TestContext.Current.CancellationToken);

        machine.Invoke("P", "F").ShouldBe(3);

        var answer = await fromDevice.Reader.ReadAtLeastAsync(3, TestContext.Current.CancellationToken);
        answer.Buffer.FirstSpan.ToArray().ShouldBe([2, 3, 0]);
    }
}
