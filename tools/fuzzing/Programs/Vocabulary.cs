namespace Striate.Fuzzing.Programs;

/// <summary>
/// Names that every generated method may use, and how they are declared. Values of unsigned types go to wider or signed
/// types through static fields only: on nanoFramework's stack they would stay unsigned, which is one of the known
/// differences. Divisions that may throw are calls that are not inlined: .NET's compiler moves a division by a loop
/// constant out of a try block's loop, in front of what the loop does before it.
/// </summary>
internal static class Vocabulary
{
    public static readonly (ValueKind Type, string CSharp, string Suffix)[] Types =
    [
        (ValueKind.Int, "int", "i"),
        (ValueKind.UInt, "uint", "u"),
        (ValueKind.Long, "long", "l"),
        (ValueKind.ULong, "ulong", "w"),
        (ValueKind.Double, "double", "d"),
        (ValueKind.Bool, "bool", "f"),
    ];

    /// <summary>Variables of narrow types are read as int.</summary>
    public static readonly (string Name, string CSharp)[] Narrow =
    [
        ("sb", "sbyte"),
        ("ub", "byte"),
        ("sh", "short"),
        ("us", "ushort"),
        ("ch", "char"),
    ];

    public static readonly (string Name, string CSharp, ValueKind Type)[] Arrays =
    [
        ("ti", "int", ValueKind.Int),
        ("tl", "long", ValueKind.Long),
        ("tb", "sbyte", ValueKind.Int),
        ("tu", "byte", ValueKind.Int),
        ("ts", "short", ValueKind.Int),
        ("tw", "uint", ValueKind.UInt),
    ];

    public const int ArrayLength = 6;

    public const string Library = """
        using System;
        using System.Runtime.CompilerServices;
        public struct Pair { public int X; public long Y; public Pair(int x, long y) { X = x; Y = y; } public long Sum() { return X * 3 + Y; } }
        public abstract class Shape { public int Size; public abstract int Area(int k); public virtual int Edge() { return Size + 1; } }
        public class Square : Shape { public override int Area(int k) { return Size * Size + k; } }
        public class Line : Shape { public override int Area(int k) { return Size - k; } public override int Edge() { return base.Edge() * 2; } }
        public delegate int Step(int x);
        public static class Lib
        {
            static int s_int; static long s_long;
            public static int ToInt(uint x) { s_int = (int)x; return s_int; }
            public static long ToLong(uint x) { s_long = x; return s_long; }
            public static long ToLong(ulong x) { s_long = (long)x; return s_long; }
            public static void Swap(ref int a, ref int b) { int t = a; a = b; b = t; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Quotient(int a, int b) { return a / b; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Modulo(int a, int b) { return a % b; }
            public static int Divide(int a, int b) { return a / ((b & 0x7fff) + 1); }
            public static int Remainder(int a, int b) { return a % ((b & 0xff) + 1); }
            public static long Divide(long a, long b) { return a / ((b & 0x7fffff) + 1); }
            public static long Remainder(long a, long b) { return a % ((b & 0xffff) + 1); }
            public static uint Divide(uint a, uint b) { return a / (b | 1); }
            public static uint Remainder(uint a, uint b) { return a % (b | 1); }
            public static ulong Divide(ulong a, ulong b) { return a / (b | 1); }
            public static ulong Remainder(ulong a, ulong b) { return a % (b | 1); }
            public static int Pairs(int a, int b) { Pair p = new Pair(a, b); Pair q = p; q.X += b; p.Y ^= q.X; return (int)(p.Sum() + q.Sum() * 7); }
            public static int Shapes(int a, int b) { Shape s = (a & 1) == 0 ? (Shape)new Square() : new Line(); s.Size = b; object o = s; return s.Area(a) * 5 + s.Edge() + (o is Line ? 1 : 2); }
            public static int Boxes(int a, int b) { object o = a; object p = (long)b; return (int)o + (int)(long)p * 3; }
            public static int Steps(int a, int b) { Step add = x => x + b; Step chain = x => add(x) * 3; return chain(a); }
            public static int Texts(int a, int b) { string s = "n" + (a & 15).ToString(); return s.Length * 31 + s[s.Length - 1] + b; }
            public static double Clip(double x) { return x > 1e6 ? 1e6 : x < -1e6 ? -1e6 : x; }
        }

        """;

    /// <summary>Library functions of two ints.</summary>
    public static readonly string[] Functions = ["Lib.Pairs", "Lib.Shapes", "Lib.Boxes", "Lib.Steps", "Lib.Texts"];

    public static string NameOf(ValueKind type, int number) => Types.First(entry => entry.Type == type).Suffix + number;

    public static string CSharpOf(ValueKind type) => Types.First(entry => entry.Type == type).CSharp;
}
