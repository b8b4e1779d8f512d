using System.IO.Pipelines;
using System.Reflection;
using System.Reflection.Metadata;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

/// <summary>Every library method is called here: with .NET's result where .NET has it, with its own where it is the device's.</summary>
public class LibraryCoverageTests
{
    private const string Helpers = """
        static string Join(byte[] bytes) { string s = ""; for (int i = 0; i < bytes.Length; i++) s += bytes[i] + "."; return s; }
        static readonly byte[] Bytes = { 1, 0, 200, 63, 9, 128, 240, 63, 7 };
        delegate int Step(int x);
        delegate bool Same(object a, object b);
        static string Compared() { Same same = object.ReferenceEquals; object o = new object(); return "" + same(o, o) + same(o, 1) + same(null, null); }
        static int log;
        static int One(int x) { log = log * 10 + 1; return x + 1; }
        static int Two(int x) { log = log * 10 + 2; return x + 2; }
        static string Chain() { log = 0; Step s = One; s += Two; s += One; int r = s(5); s -= One; r = r * 100 + s(7); return r + ":" + log; }
        class Mark : Attribute { }
        class Held : IDisposable { public void Dispose() { log = 77; } }
        static string Use() { log = 0; using (IDisposable held = new Held()) { log = 1; } return "" + log; }
        static string Caught(int kind)
        {
            try { if (kind == 0) throw new Exception(); if (kind == 1) throw new Exception("one"); throw new InvalidOperationException("two", new Exception("inner")); }
            catch (InvalidOperationException e) { return e.Message + "," + e.InnerException.Message; }
            catch (Exception e) { return (kind == 0 ? "" : e.Message) + (e.InnerException == null); }
        }
        static string Copied(int from, int to, int length) { int[] a = { 1, 2, 3, 4 }, b = { 9, 9, 9, 9 }; Array.Copy(a, from, b, to, length); return "" + b[0] + b[1] + b[2] + b[3]; }
        static string Start() { long[] a = { 1, 2, 3 }, b = { 7, 8, 9 }; Array.Copy(a, b, 2); return "" + b[0] + b[1] + b[2]; }
        enum Colour { Red, Green = 5, Blue }
        struct Pair { public int A; public long B; public Pair(int a, long b) { A = a; B = b; } }
        class Copied0 { public int A; public Copied0 Other; public Copied0 Copy() { return (Copied0)MemberwiseClone(); } }
        static string Copy() { Copied0 a = new Copied0(); a.A = 5; a.Other = a; Copied0 b = a.Copy(); b.A++; return "" + a.A + b.A + (b.Other == a); }
        static string List()
        {
            ArrayList list = new ArrayList(); string s = "";
            for (int i = 0; i < 7; i++) list.Add(i);
            list.Insert(2, "x"); list.RemoveAt(0); list[1] = 'c'; list.Capacity = 12;
            foreach (object o in list) s += o + ",";
            int[] numbers = { 1, 2 }; ((IList)numbers)[1] = 7; s += numbers[1].ToString() + list[3];
            s += list.Count + ":" + list.Capacity + list.Contains("x") + list.IndexOf(4);
            try { list[9] = 1; } catch (ArgumentOutOfRangeException) { s += "!"; }
            list.Clear();
            return s + list.Count;
        }
        static string Shared()
        {
            int a = 5; object o = new object(); string s = "" + Interlocked.Increment(ref a) + Interlocked.Decrement(ref a) + Interlocked.Exchange(ref a, 9) + a;
            lock (o) { s += Interlocked.CompareExchange(ref a, 3, 9) + a + Interlocked.CompareExchange(ref a, 4, 9) + a; }
            return s;
        }
        static string Joined(string[] parts) { string s = ""; foreach (string part in parts) s += "[" + part + "]"; return s; }
        static string Parts() { Step s = One; Step t = One; Step both = s; both += Two; return "" + (s == t) + (s != both) + s.Equals(t) + both.GetInvocationList().Length + (s.Target == null) + (both == both); }
        static string Cleared() { int[] a = { 1, 2, 3, 4 }; Array.Clear(a, 1, 2); int[] c = (int[])a.Clone(); c[0] = 5; Array d = a; return "" + a[0] + a[1] + a[2] + a[3] + c[0] + c[3] + d.Length; }
        """;

    private static readonly (string Type, string Text, string Wrong, string Format)[] s_numbers =
    [
        ("byte", "200", "256", "X4"),
        ("sbyte", "-100", "128", "D5"),
        ("short", "-30000", "x", "D6"),
        ("ushort", "60000", "-1", "X"),
        ("int", "-2000000000", "3000000000", "D"),
        ("uint", "4000000000", "-4", "X8"),
        ("long", "-9000000000", "", "D12"),
        ("ulong", "18000000000000000000", "-1", "D"),
        ("float", "1.5", "y", "F2"),
        ("double", "-2.25", "1..2", "F3"),
    ];

    /// <summary>Expressions that .NET and the emulator give the same text for.</summary>
    private static readonly string[] s_expressions =
    [
        .. s_numbers.SelectMany(number =>
            new[]
            {
                $"{number.Type}.Parse(\"{number.Text}\").ToString()",
                $"{number.Type}.TryParse(\"{number.Text}\", out {number.Type} v) + \":\" + v",
                $"{number.Type}.TryParse(\"{number.Wrong}\", out {number.Type} v)" + " + \":\"",
                $"{number.Type}.Parse(\"{number.Text}\").ToString(\"{number.Format}\")",
                $"{number.Type}.Parse(\"{number.Text}\").Equals((object){number.Type}.Parse(\"{number.Text}\")) + \":\" + {number.Type}.Parse(\"{number.Text}\").Equals((object)\"7\")",
            }
        ),
        .. new[] { "Byte", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64" }.Select(type =>
            $"\"\" + Convert.To{type}(\"7b\", 16)"
        ),
        "\"\" + Convert.ToSingle(\"0.5\")",
        "\"\" + Convert.ToDouble(\"-12.5\")",
        "true.ToString() + 'c'.ToString() + (1 > 2).ToString()",
        .. new[]
        {
            "Abs(-2.5)",
            "Acos(0.3)",
            "Asin(0.3)",
            "Atan(2.0)",
            "Cbrt(27.0)",
            "Ceiling(-1.5)",
            "Cos(1.0)",
            "Cosh(1.0)",
            "Exp(1.5)",
            "Floor(-1.5)",
            "Log(7.0)",
            "Log10(1000.0)",
            "Round(2.5)",
            "Round(3.5)",
            "Round(-0.5)",
            "Sin(1.0)",
            "Sinh(1.0)",
            "Sqrt(2.0)",
            "Tan(1.0)",
            "Tanh(0.5)",
            "Truncate(-1.7)",
            "Atan2(1.0, -2.0)",
            "IEEERemainder(7.0, 4.0)",
            "Max(-1.0, 2.0)",
            "Min(-1.0, 2.0)",
            "Pow(2.0, 0.5)",
            "Abs(-7)",
            "Abs(-1.5f)",
            "Max(-3, 2)",
            "Min(-3, 2)",
            "Max(1.5f, 2.5f)",
            "Min(1.5f, 2.5f)",
            "Sign(-0.5)",
            "Sign(0.0)",
            "Clamp(15L, -3L, 9L)",
            "Clamp(-15L, -3L, 9L)",
            "Clamp(5L, -3L, 9L)",
            "Sqrt(-1.0)",
            "Log(0.0)",
            "Asin(2.0)",
        }.Select(call => $"\"\" + Math.{call}"),
        .. new[]
        {
            "true",
            "'A'",
            "(short)-2",
            "(ushort)60000",
            "-2",
            "4000000000u",
            "1.5f",
            "-2L",
            "18000000000000000000ul",
            "-2.25",
        }.Select(value => $"Join(BitConverter.GetBytes({value}))"),
        .. new[] { "Boolean", "Char", "Int16", "UInt16", "Int32", "UInt32", "Single", "Int64", "UInt64", "Double" }.SelectMany(type =>
            new[] { $"\"\" + BitConverter.To{type}(Bytes, 0)", $"\"\" + BitConverter.To{type}(Bytes, 1)" }
        ),
        "\"\" + BitConverter.DoubleToInt64Bits(1.5) + BitConverter.Int64BitsToDouble(4609434218613702656L) + BitConverter.IsLittleEndian",
        "\"[\" + \" \\t a b \\n\".Trim() + \"]\"",
        "\"ab\".PadLeft(5, '*') + \"ab\".PadRight(4, '-') + \"abc\".PadLeft(2, ' ')",
        "\"aBc1\".ToUpper() + \"AbC1\".ToLower()",
        "\"\" + string.Compare(\"abc\", \"abd\") + string.Compare(\"b\", \"a\") + string.Compare(\"a\", \"a\") + \"a\".CompareTo(\"b\")",
        "\"\" + \"abc\".Contains(\"bc\") + \"abc\".StartsWith(\"ab\") + \"abc\".EndsWith(\"ab\") + \"abc\".IndexOf('c') + \"abcbc\".IndexOf(\"bc\") + \"abc\".IndexOf(\"x\")",
        "\"abcdef\".Substring(2) + \"abcdef\".Substring(1, 3) + \"abc\"[1] + \"abcd\".Length",
        "new string(\"hello\".ToCharArray()) + new string('z', 3) + \"abc\".ToString()",
        "\"\" + string.IsNullOrEmpty(\"\") + string.IsNullOrEmpty(null) + string.IsNullOrEmpty(\"a\") + (Chain() == \"7\") + (Chain() != \"7\") + string.Equals(\"a\", \"a\") + \"a\".Equals((object)\"b\")",
        "string.Concat(\"a\", \"b\") + string.Concat(\"a\", \"b\", \"c\") + string.Concat(\"a\", \"b\", \"c\", \"d\") + string.Concat(new string[] { \"e\", null, \"f\" })",
        "string.Concat((object)5) + string.Concat((object)5, 'x') + string.Concat((object)5, 'x', null) + string.Concat(new object[] { 1, 'a', \"b\", true })",
        "string.Format(\"{0}-{1}-{0}\", 5, \"x\")",
        "Chain()",
        "Use()",
        "Caught(0)",
        "Caught(1)",
        "Caught(2)",
        "Copied(1, 0, 2)",
        "Copied(0, 2, 2)",
        "Start()",
        "Compared()",
        "Cleared()",
        "\"\" + Array.IndexOf(new int[] { 4, 5, 6 }, 5) + Array.IndexOf(new string[] { \"a\", \"b\" }, \"b\") + Array.IndexOf(new long[] { 1 }, 2L)",
        "List()",
        "Shared()",
        "Copy()",
        "Parts()",
        "BitConverter.ToString(Bytes) + BitConverter.ToString(Bytes, 3) + BitConverter.ToString(Bytes, 3, 2)",
        "Convert.ToBase64String(Bytes) + Convert.ToBase64String(Bytes, 1, 4) + Join(Convert.FromBase64String(\"AQID/w==\"))",
        "\"\" + double.IsNaN(0.0) + double.IsInfinity(1e308 * 10) + double.IsNegativeInfinity(-1e308 * 10) + double.IsPositiveInfinity(1.0) + (2.5).CompareTo(1.5) + (1.5f).CompareTo(2.5f)",
        "Joined(\"a,b;c\".Split(',', ';')) + Joined(\"a,b,c\".Split(new char[] { ',' }, 2)) + Joined(\"\".Split(','))",
        "\"xxabxx\".Trim('x') + \"xxabxx\".TrimStart('x') + \"xxabxx\".TrimEnd('x', 'b') + new string(\"abcd\".ToCharArray(1, 2)) + new string(\"abcd\".ToCharArray(), 1, 3)",
        "\"\" + \"abcabc\".IndexOf('c', 3) + \"abcabc\".IndexOf('c', 3, 2) + \"abcabc\".IndexOf(\"bc\", 2) + \"abcabc\".IndexOf(\"bc\", 2, 2)",
        "\"\" + \"abcabc\".IndexOfAny(new char[] { 'c', 'b' }) + \"abcabc\".IndexOfAny(new char[] { 'c' }, 3) + \"abcabc\".IndexOfAny(new char[] { 'a' }, 1, 2)",
        "\"\" + \"abcabc\".LastIndexOf('b') + \"abcabc\".LastIndexOf('b', 3) + \"abcabc\".LastIndexOf('b', 3, 2) + \"abcabc\".LastIndexOf(\"bc\") + \"abcabc\".LastIndexOf(\"bc\", 4)",
        "\"\" + \"abcabc\".LastIndexOfAny(new char[] { 'a', 'b' }) + \"abcabc\".LastIndexOfAny(new char[] { 'a' }, 2) + \"abcabc\".LastIndexOfAny(new char[] { 'a' }, 2, 1)",
        "\"\" + ((IComparable)\"a\").CompareTo(\"b\")",
        "\"\" + new Pair(1, 2).Equals(new Pair(1, 2)) + new Pair(1, 2).Equals(new Pair(1, 3)) + new Pair(1, 2).Equals(\"x\") + 1.5.Equals(1.5) + double.NaN.Equals((object)double.NaN)",
        "\"\" + 5.GetHashCode() + true.GetHashCode() + (-7L).GetHashCode() + 'c'.GetHashCode() + 4000000000u.GetHashCode()",
        "\"\" + (typeof(int) == typeof(int)) + (typeof(int[]).GetElementType() == typeof(int)) + typeof(Colour).IsEnum + typeof(int[]).IsArray + typeof(IDisposable).IsInterface + typeof(Pair).IsValueType + typeof(string).IsClass",
        "typeof(ArgumentException).BaseType.Name + typeof(string).IsInstanceOfType(\"a\") + typeof(int).IsInstanceOfType(5L) + typeof(Pair).FullName",
        "\"\" + new TimeSpan(1, 2, 3) + new TimeSpan(1, 2, 3, 4) + new TimeSpan(1, 2, 3, 4, 5) + new TimeSpan(-77L)",
        "\"\" + TimeSpan.Compare(new TimeSpan(5L), new TimeSpan(6L)) + new TimeSpan(5L).CompareTo((object)new TimeSpan(4L)) + new TimeSpan(5L).Equals((object)new TimeSpan(5L)) + TimeSpan.Equals(new TimeSpan(5L), new TimeSpan(4L))",
        "\"\" + DateTime.DaysInMonth(2024, 2) + new DateTime(2024, 12, 31).DayOfYear + (int)new DateTime(2024, 12, 31).DayOfWeek + new DateTime(2024, 12, 31).Month + new DateTime(2024, 12, 30).Day",
        "new DateTime(2024, 2, 29, 13, 5, 9, 7).ToString(\"yyyy-MM-dd HH:mm:ss.fff\")",
        "\"\" + (Colour.Blue | Colour.Green).HasFlag(Colour.Blue)",
        "typeof(Pair).GetField(\"A\").Name + typeof(Pair).GetField(\"A\").FieldType.Name + typeof(Pair).GetField(\"A\").DeclaringType.Name + typeof(Pair).GetField(\"A\").GetValue(new Pair(7, 1)) + (typeof(Pair).GetField(\"C\") == null)",
        "\"\" + System.Runtime.CompilerServices.RuntimeHelpers.GetObjectValue(5) + System.Diagnostics.Debugger.IsAttached + Math.Abs(-3)",
        "\"\" + new object().ToString() + new object().Equals(null) + object.Equals(5, 5) + object.Equals(null, \"a\") + object.ReferenceEquals(\"a\", null) + (new Mark() != null)",
        "typeof(int).Name + typeof(string).FullName + 5L.GetType().FullName + \"a\".GetType().Name",
        "((object)new int[2]).GetType().FullName",
        .. new[] { "Days", "Hours", "Minutes", "Seconds", "Milliseconds" }.SelectMany(unit =>
            new[] { $"\"\" + TimeSpan.From{unit}(3).Ticks", $"\"\" + (int)(new TimeSpan(1, 30, 36).Total{unit} + 0.001)" }
        ),
        "\"\" + TimeSpan.FromTicks(12345).Ticks + new TimeSpan(77L).Ticks",
        "\"\" + new DateTime(2024, 2, 29).Ticks + new DateTime(638447868123456789L).Year + (new DateTime(2024, 3, 1) - new DateTime(2024, 2, 28)).Ticks",
        "\"\" + new DateTime(638447868123456789L).Hour + \":\" + new DateTime(638447868123456789L).Minute + \":\" + new DateTime(638447868123456789L).Second + \":\" + new DateTime(638447868123456789L).Millisecond",
        "\"\" + (new DateTime(2024, 3, 1) - new TimeSpan(1, 2, 3)).Ticks + (new DateTime(2024, 3, 1) + new TimeSpan(1, 2, 3)).Ticks",
    ];

    /// <summary>What only a device has, and what depends on it.</summary>
    private const string DeviceProgram = """
        #define DEBUG
        using System; using System.Diagnostics; using System.Threading; using System.IO.Ports; using System.Device.Adc; using System.Device.I2c;
        using nanoFramework.Hardware.Esp32;
        public static class P
        {
            public static void Texts()
            {
                Console.Write("a"); Console.WriteLine("b"); Console.WriteLine();
                Debug.Write("c"); Debug.WriteLine("d"); Debug.WriteLine();
                Debug.Assert(true); Debug.Assert(false); Debug.Assert(true, "never"); Debug.Assert(false, "why");
                string nothing = null; Console.WriteLine(nothing);
            }
            enum Colour { Red, Green = 5 }
            public static string OwnWays()
            {
                int i; short s; ulong u; Colour green = Colour.Green; object boxed = green;
                bool none = int.TryParse("x", out i) | short.TryParse("40000", out s) | ulong.TryParse("-1", out u);
                string result = none + "," + i + "," + s + "," + u + "," + green.ToString() + "," + boxed + "," + "abcabc".LastIndexOf("bc", 4, 3) + "," + object.ReferenceEquals(boxed, (object)green);
                try { char c = "abc"[3]; } catch (ArgumentOutOfRangeException) { result += ",!"; }
                GC.ReRegisterForFinalize(boxed);
                return result + "," + DateTime.Today.Ticks / TimeSpan.TicksPerDay + "," + DateTime.MinValue.Ticks / TimeSpan.TicksPerDay;
            }
            public static string Names() { return nanoFramework.Runtime.Native.SystemInfo.TargetName + "," + nanoFramework.Runtime.Native.SystemInfo.Platform + "," + nanoFramework.Runtime.Native.SystemInfo.OEMString; }
            public static string Memory()
            {
                byte[] kept = new byte[1000];
                nanoFramework.Runtime.Native.GC.EnableGCMessages(true);
                GC.SuppressFinalize(kept); GC.WaitForPendingFinalizers();
                uint total, free, largest;
                NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.Internal, out total, out free, out largest);
                uint run = nanoFramework.Runtime.Native.GC.Run(true);
                return total + "," + (free == largest) + "," + (free <= total - 1020 && free > total - 3000) + "," + (run == free) + kept.Length;
            }
            public static string Clocks()
            {
                long ticks = Environment.TickCount64; ulong fine = (ulong)HighResTimer.GetCurrent(); DateTime now = DateTime.UtcNow;
                Thread.Sleep(1500); Thread.Sleep(new TimeSpan(0, 0, 2));
                return (Environment.TickCount64 - ticks) + "," + ((ulong)HighResTimer.GetCurrent() - fine) + "," + (DateTime.UtcNow.Ticks - now.Ticks) / 10000;
            }
            public static string Span()
            {
                byte[] data = { 1, 2, 3, 4 };
                SpanByte all = new SpanByte(data), part = new SpanByte(data, 1, 2);
                part[1] = 9;
                try { part[2] = 1; } catch (ArgumentOutOfRangeException) { return all.Length + "," + part.Length + "," + part[0] + part[1] + "," + data[2]; }
                return "";
            }
            public static string Pins()
            {
                Configuration.SetPinFunction(17, DeviceFunction.COM2_TX);
                return Configuration.GetFunctionPin(DeviceFunction.COM2_TX) + "," + Configuration.GetFunctionPin(DeviceFunction.COM3_TX);
            }
            public static string Analogue()
            {
                AdcController adc = new AdcController();
                AdcChannel channel = adc.OpenChannel(6);
                return adc.MaxValue + "," + channel.ReadValue();
            }
            public static string Bus()
            {
                I2cDevice none = I2cDevice.Create(new I2cConnectionSettings(1, 7));
                I2cDevice device = new I2cDevice(new I2cConnectionSettings(2, 8, I2cBusSpeed.FastMode));
                byte[] read = new byte[3];
                I2cTransferResult result = device.WriteRead(new SpanByte(new byte[] { 5, 6 }), new SpanByte(read, 1, 2));
                string s = result.Status + "," + result.BytesTransferred + "," + read[0] + read[1] + read[2];
                s += "," + (int)device.Write(new SpanByte(read)).Status + device.WriteByte(9).BytesTransferred + device.ReadByte() + (int)device.Read(new SpanByte(read)).Status + read[0];
                s += "," + (int)none.Write(new SpanByte(read)).Status + none.WriteByte(1).BytesTransferred + none.ReadByte();
                none.Dispose();
                return s;
            }
            static int threads;
            static void Work() { threads++; }
            static void Fire(object state) { threads += (int)state; }
            public static string Threads()
            {
                AutoResetEvent auto = new AutoResetEvent(false); ManualResetEvent manual = new ManualResetEvent(true);
                Thread one = new Thread(Work); one.Priority = ThreadPriority.AboveNormal; string text = "" + (int)one.Priority + one.IsAlive + (int)one.ThreadState;
                one.Start(); one.Join(); text += one.Join(5);
                Timer timer = new Timer(Fire, 10, 5, 0); Thread.Sleep(20); timer.Change(5, 0); Thread.Sleep(20); timer.Dispose();
                auto.Set(); auto.Reset(); manual.Set(); text += "" + auto.WaitOne(1, false) + manual.WaitOne() + manual.Reset();
                Monitor.Enter(auto); Monitor.Exit(auto);
                Interlocked.Increment(ref threads); Interlocked.Decrement(ref threads); Interlocked.Exchange(ref threads, threads + 100); Interlocked.CompareExchange(ref threads, 0, 1);
                return text + (one.ManagedThreadId != Thread.CurrentThread.ManagedThreadId) + threads;
            }
            public static string Serial()
            {
                SerialPort port = new SerialPort("COM2", 9600, Parity.None, 8, StopBits.One);
                port.BaudRate = 115200; port.DataBits = 8; port.Parity = Parity.Even; port.StopBits = StopBits.Two; port.Handshake = Handshake.None; port.Mode = SerialMode.Normal;
                port.ReadBufferSize = 256; port.WriteBufferSize = 256; port.ReceivedBytesThreshold = 1; port.WatchChar = '\n'; port.InvertSignalLevels = false;
                port.ReadTimeout = 1000; port.WriteTimeout = 1000;
                string s = port.PortName + "," + port.IsOpen + "," + port.ReadTimeout;
                try { port.WriteByte(1); } catch (InvalidOperationException) { s += ",closed"; }
                port.Open();
                s += "," + port.IsOpen + "," + port.ReadByte();
                byte[] rest = new byte[2];
                s += "," + port.Read(rest, 0, 2) + rest[0] + rest[1] + "," + port.BytesToRead;
                port.Write(rest, 0, 2); port.WriteByte(77); port.Write("hi"); port.WriteLine("!");
                port.Close(); port.Dispose();
                return s + "," + port.IsOpen;
            }
        }
        """;

    // No compiler names them: the core library's own code does, and MulticastDelegate's operators stand behind those of Delegate.
    private static readonly string[] s_uncallable =
    [
        "System.MulticastDelegate::op_Equality(System.MulticastDelegate,System.MulticastDelegate)",
        "System.MulticastDelegate::op_Inequality(System.MulticastDelegate,System.MulticastDelegate)",
    ];

    private static readonly Lazy<Machine> s_machine = new(() => TestCompiler.Load(Program(s_expressions)));

    private static readonly Lazy<Type> s_desktop = new(() => Assembly.Load(CompileForDesktop(s_expressions)).GetType("P")!);

    public static TheoryData<string> Expressions => [.. s_expressions];

    [Theory, MemberData(nameof(Expressions))]
    public void NET_and_the_emulator_agree(string expression)
    {
        var name = "E" + Array.IndexOf(s_expressions, expression);

        var result = s_machine.Value.Invoke("P", name);

        result.ShouldBe(s_desktop.Value.GetMethod(name)!.Invoke(null, null));
    }

    /// <summary>Otherwise a program that needs it makes every library on the way to it.</summary>
    [Fact]
    public void A_type_that_many_programs_use_leads_to_its_library()
    {
        var likely = LibraryTable.All.GroupBy(method => LibraryTable.Likely(method.Signature)).Where(library => library.Key > 0).ToList();

        likely.Count.ShouldBe(9);
        likely.ShouldAllBe(library => library.All(method => LibraryTable.Library(library.Key).Contains(method)));
        LibraryTable.Find("System.Acme::Nothing()").ShouldBeNull();
    }

    [Fact]
    public void A_delegate_to_a_library_method_that_is_not_supported_is_refused_before_the_run() =>
        Should
            .Throw<EmulatorException>(() =>
                TestCompiler.Load(
                    "delegate System.Reflection.Assembly Get(); class P { static Get F() { return System.Reflection.Assembly.GetExecutingAssembly; } }"
                )
            )
            .Number.ShouldBe(DiagnosticNumbers.UnsupportedLibrary);

    [Theory]
    [InlineData("Names", "EMULATOR,EMULATOR,Striate emulator")]
    [InlineData("Memory", "100000,True,True,True1000")]
    [InlineData("Clocks", "3500,3500000,3500")]
    [InlineData("Span", "4,2,29,9")]
    [InlineData("Pins", "17,-1")]
    [InlineData("OwnWays", "False,-2147483648,-32768,0,5,5,1,False,!,738945,584388")]
    [InlineData("Analogue", "4095,1006")]
    [InlineData("Threads", "3False8TrueFalseTrueTrueTrue121")]
    [InlineData("Bus", "1,4,067,119110,400")]
    public void What_only_a_device_has_is_modelled(string method, string expected) => Device().Invoke("P", method).ShouldBe(expected);

    [Fact]
    public void Texts_go_to_the_output()
    {
        var output = new StringWriter();
        Device(new MachineOptions { Output = output }).Invoke("P", "Texts");
        output.ToString().ShouldBe("ab\n\ncd\n\n<null>\n");
    }

    [Fact]
    public async Task A_serial_port_has_its_properties_and_its_bytes()
    {
        var (toDevice, fromDevice) = (new Pipe(), new Pipe());
        await toDevice.Writer.WriteAsync(new byte[] { 5, 6, 7 }, TestContext.Current.CancellationToken);
        var ports = new Dictionary<string, SerialPortStreams> { ["COM2"] = new(toDevice.Reader.AsStream(), fromDevice.Writer.AsStream()) };

        Device(new MachineOptions { SerialPorts = ports }).Invoke("P", "Serial").ShouldBe("COM2,False,1000,closed,True,5,267,0,False");

        var written = await fromDevice.Reader.ReadAtLeastAsync(7, TestContext.Current.CancellationToken);
        written.Buffer.FirstSpan.ToArray().ShouldBe([6, 7, 77, (byte)'h', (byte)'i', (byte)'!', 13, 10]);
    }

    [Fact]
    public void Every_library_method_is_called()
    {
        var (machine, device) = (s_machine.Value, Device());
        for (var number = 0; number < s_expressions.Length; number++)
        {
            machine.Invoke("P", "E" + number);
        }

        foreach (var method in new[] { "Texts", "Memory", "Clocks", "OwnWays", "Threads" })
        {
            device.Invoke("P", method);
        }

        LibraryTable
            .All.Select(method => method.Signature)
            .Except(machine.CalledLibraries)
            .Except(device.CalledLibraries)
            .ShouldBe(s_uncallable);
    }

    /// <summary>Whatever of the core library a program may come to is IL that the interpreter knows.</summary>
    [Fact]
    public void All_code_of_the_core_library_is_understood()
    {
        var types = new TypeSystem();
        var methods = CoreLibrary
            .Image.GetMetadataReader()
            .TypeDefinitions.Select(types.CoreLibrary.TypeOf)
            .Where(type => !type.FullName.Contains('`', StringComparison.Ordinal))
            .SelectMany(type => type.Methods)
            .Where(method => method.Body is not null)
            .ToList();

        methods.Count.ShouldBeGreaterThan(590);
        methods.ForEach(method => Decoder.Decode(method, types));
    }

    [Fact]
    public void What_the_core_library_does_not_have_is_refused() =>
        Should
            .Throw<EmulatorException>(() => Machine.Load([CompileForDesktop(["(5).Equals(5) + \"\""])]))
            .Number.ShouldBe(DiagnosticNumbers.UnsupportedLibrary);

    // The clock stands still but for sleep; a channel gives a thousand and its number.
    private static Machine Device(MachineOptions? options = null) =>
        TestCompiler.Load(
            DeviceProgram,
            (options ?? new MachineOptions()) with
            {
                HeapLimitBytes = 100_000,
                AdcValue = channel => 1000 + channel,
                Clock = new StandingClock(),
                MicrosecondsPerInstruction = 0,
                I2cDevices = new Dictionary<(int Bus, int Address), II2cDevice> { [(2, 8)] = new CountingDevice() },
            }
        );

    // Reads on from what was written last.
    private sealed class CountingDevice : II2cDevice
    {
        private byte _next;

        public void Transfer(ReadOnlySpan<byte> written, Span<byte> read)
        {
            _next = written.Length > 0 ? written[^1] : _next;
            foreach (ref var value in read)
            {
                value = _next++;
            }
        }
    }

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private static byte[] CompileForDesktop(IEnumerable<string> expressions) =>
        [
            .. CSharpCompiler
                .Compile(
                    "expressions",
                    [new SourceText("expressions.cs", Program(expressions))],
                    [],
                    coreLibrary: [.. File.ReadAllBytes(typeof(object).Assembly.Location)]
                )
                .Required()
                .Image,
        ];

    private static string Program(IEnumerable<string> expressions) =>
        $"using System; using System.Collections; using System.Threading; public static class P {{ {Helpers} {string.Concat(expressions.Select((expression, index) => $"public static string E{index}() {{ return {expression}; }}\n"))} }}";
}
