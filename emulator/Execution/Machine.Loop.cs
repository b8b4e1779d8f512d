using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator;

/// <summary>
/// The interpreter proper. One switch in one long method, against the rule that a method fits a screen: kept in machine
/// registers, the references below are what makes it fast. There are no bounds checks: the decoder
/// has given every register number a place within the frame, and frames are made only where they fit. What is rare or can
/// fail is left to <see cref="Slow"/>.
/// </summary>
public sealed partial class Machine
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Loop(int stopDepth)
    {
        ref var code = ref MemoryMarshal.GetArrayDataReference(_code.Operations);
        ref var n = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), _base);
        ref var r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_references), _base);
        ref var entries = ref MemoryMarshal.GetArrayDataReference(_code.Entries);
        ref var ip = ref Unsafe.Add(ref code, _operation);
        while (true)
        {
            switch (ip.Code)
            {
                case OperationCode.Enter:
                    Unsafe.Add(ref entries, ip.A)++;
                    if ((_fuel -= ip.B) < 0)
                    {
                        goto Slow;
                    }

                    break;
                case OperationCode.Jump:
                    ip = ref Unsafe.Add(ref code, ip.A);
                    continue;
                case OperationCode.BranchZero:
                    if (Unsafe.Add(ref n, ip.B) == 0)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchNonZero:
                    if (Unsafe.Add(ref n, ip.B) != 0)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchNull:
                    if (Unsafe.Add(ref r, ip.B) == null)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchNotNull:
                    if (Unsafe.Add(ref r, ip.B) != null)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchSameReference:
                    if (Same(Unsafe.Add(ref r, ip.B), Unsafe.Add(ref r, ip.C)))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchDifferentReference:
                    if (!Same(Unsafe.Add(ref r, ip.B), Unsafe.Add(ref r, ip.C)))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchFloatZero:
                    if (IsZero(Unsafe.Add(ref n, ip.B), ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchFloatNonZero:
                    if (!IsZero(Unsafe.Add(ref n, ip.B), ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchEqual:
                    if (Unsafe.Add(ref n, ip.B) == Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchNotEqual:
                    if (Unsafe.Add(ref n, ip.B) != Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLess:
                    if (Unsafe.Add(ref n, ip.B) < Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessOrEqual:
                    if (Unsafe.Add(ref n, ip.B) <= Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreater:
                    if (Unsafe.Add(ref n, ip.B) > Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterOrEqual:
                    if (Unsafe.Add(ref n, ip.B) >= Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessUnsigned:
                    if ((ulong)Unsafe.Add(ref n, ip.B) < (ulong)Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessOrEqualUnsigned:
                    if ((ulong)Unsafe.Add(ref n, ip.B) <= (ulong)Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterUnsigned:
                    if ((ulong)Unsafe.Add(ref n, ip.B) > (ulong)Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterOrEqualUnsigned:
                    if ((ulong)Unsafe.Add(ref n, ip.B) >= (ulong)Unsafe.Add(ref n, ip.C))
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchEqualI:
                    if (Unsafe.Add(ref n, ip.B) == ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchNotEqualI:
                    if (Unsafe.Add(ref n, ip.B) != ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessI:
                    if (Unsafe.Add(ref n, ip.B) < ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessOrEqualI:
                    if (Unsafe.Add(ref n, ip.B) <= ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterI:
                    if (Unsafe.Add(ref n, ip.B) > ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterOrEqualI:
                    if (Unsafe.Add(ref n, ip.B) >= ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessUnsignedI:
                    if ((ulong)Unsafe.Add(ref n, ip.B) < (ulong)ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchLessOrEqualUnsignedI:
                    if ((ulong)Unsafe.Add(ref n, ip.B) <= (ulong)ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterUnsignedI:
                    if ((ulong)Unsafe.Add(ref n, ip.B) > (ulong)ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;
                case OperationCode.BranchGreaterOrEqualUnsignedI:
                    if ((ulong)Unsafe.Add(ref n, ip.B) >= (ulong)ip.Immediate)
                    {
                        goto Jump;
                    }
                    break;

                case OperationCode.MoveNumber:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.MoveReference:
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B);
                    break;
                case OperationCode.MoveAddress:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B);
                    Unsafe.Add(ref r, ip.A) = Unsafe.Add(ref r, ip.B);
                    break;
                case OperationCode.LoadConstant:
                    Unsafe.Add(ref n, ip.A) = ip.Immediate;
                    break;
                case OperationCode.LoadNull:
                    Unsafe.Add(ref r, ip.A) = null;
                    break;

                case OperationCode.AddInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) + (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.AddInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) + (int)ip.Immediate;
                    break;
                case OperationCode.SubtractInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) - (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.SubtractInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) - (int)ip.Immediate;
                    break;
                case OperationCode.MultiplyInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) * (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.MultiplyInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) * (int)ip.Immediate;
                    break;
                case OperationCode.NegateInt32:
                    Unsafe.Add(ref n, ip.A) = -(int)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ShiftLeftInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) << (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftLeftInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) << (int)ip.Immediate;
                    break;
                case OperationCode.ShiftRightInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) >> (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftRightInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) >> (int)ip.Immediate;
                    break;
                case OperationCode.ShiftRightUnsignedInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) >>> (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftRightUnsignedInt32I:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B) >>> (int)ip.Immediate;
                    break;
                case OperationCode.AddUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)(Unsafe.Add(ref n, ip.B) + Unsafe.Add(ref n, ip.C));
                    break;
                case OperationCode.AddUInt32I:
                    Unsafe.Add(ref n, ip.A) = (uint)(Unsafe.Add(ref n, ip.B) + ip.Immediate);
                    break;
                case OperationCode.SubtractUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)(Unsafe.Add(ref n, ip.B) - Unsafe.Add(ref n, ip.C));
                    break;
                case OperationCode.MultiplyUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)(Unsafe.Add(ref n, ip.B) * Unsafe.Add(ref n, ip.C));
                    break;
                case OperationCode.MultiplyUInt32I:
                    Unsafe.Add(ref n, ip.A) = (uint)(Unsafe.Add(ref n, ip.B) * ip.Immediate);
                    break;
                case OperationCode.NegateUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)-Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ShiftLeftUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)Unsafe.Add(ref n, ip.B) << (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftLeftUInt32I:
                    Unsafe.Add(ref n, ip.A) = (uint)Unsafe.Add(ref n, ip.B) << (int)ip.Immediate;
                    break;
                case OperationCode.ShiftRightUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)Unsafe.Add(ref n, ip.B) >> (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftRightUInt32I:
                    Unsafe.Add(ref n, ip.A) = (uint)Unsafe.Add(ref n, ip.B) >> (int)ip.Immediate;
                    break;
                case OperationCode.AddInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) + Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.AddInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) + ip.Immediate;
                    break;
                case OperationCode.SubtractInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) - Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.SubtractInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) - ip.Immediate;
                    break;
                case OperationCode.MultiplyInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) * Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.MultiplyInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) * ip.Immediate;
                    break;
                case OperationCode.NegateInt64:
                    Unsafe.Add(ref n, ip.A) = -Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ShiftLeftInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) << (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftLeftInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) << (int)ip.Immediate;
                    break;
                case OperationCode.ShiftRightInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) >> (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftRightInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) >> (int)ip.Immediate;
                    break;
                case OperationCode.ShiftRightUnsignedInt64:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) >>> (int)Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.ShiftRightUnsignedInt64I:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) >>> (int)ip.Immediate;
                    break;
                case OperationCode.And:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) & Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.AndI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) & ip.Immediate;
                    break;
                case OperationCode.Or:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) | Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.OrI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) | ip.Immediate;
                    break;
                case OperationCode.Xor:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) ^ Unsafe.Add(ref n, ip.C);
                    break;
                case OperationCode.XorI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) ^ ip.Immediate;
                    break;
                case OperationCode.Not:
                    Unsafe.Add(ref n, ip.A) = ~Unsafe.Add(ref n, ip.B);
                    break;

                case OperationCode.AddSingle:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Single(Unsafe.Add(ref n, ip.B)) + NumberForms.Single(Unsafe.Add(ref n, ip.C))
                    );
                    break;
                case OperationCode.SubtractSingle:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Single(Unsafe.Add(ref n, ip.B)) - NumberForms.Single(Unsafe.Add(ref n, ip.C))
                    );
                    break;
                case OperationCode.MultiplySingle:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Single(Unsafe.Add(ref n, ip.B)) * NumberForms.Single(Unsafe.Add(ref n, ip.C))
                    );
                    break;
                case OperationCode.AddDouble:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Double(Unsafe.Add(ref n, ip.B)) + NumberForms.Double(Unsafe.Add(ref n, ip.C))
                    );
                    break;
                case OperationCode.SubtractDouble:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Double(Unsafe.Add(ref n, ip.B)) - NumberForms.Double(Unsafe.Add(ref n, ip.C))
                    );
                    break;
                case OperationCode.MultiplyDouble:
                    Unsafe.Add(ref n, ip.A) = NumberForms.Of(
                        NumberForms.Double(Unsafe.Add(ref n, ip.B)) * NumberForms.Double(Unsafe.Add(ref n, ip.C))
                    );
                    break;

                case OperationCode.SetEqual:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) == Unsafe.Add(ref n, ip.C) ? 1 : 0;
                    break;
                case OperationCode.SetLess:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) < Unsafe.Add(ref n, ip.C) ? 1 : 0;
                    break;
                case OperationCode.SetGreater:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) > Unsafe.Add(ref n, ip.C) ? 1 : 0;
                    break;
                case OperationCode.SetLessUnsigned:
                    Unsafe.Add(ref n, ip.A) = (ulong)Unsafe.Add(ref n, ip.B) < (ulong)Unsafe.Add(ref n, ip.C) ? 1 : 0;
                    break;
                case OperationCode.SetGreaterUnsigned:
                    Unsafe.Add(ref n, ip.A) = (ulong)Unsafe.Add(ref n, ip.B) > (ulong)Unsafe.Add(ref n, ip.C) ? 1 : 0;
                    break;
                case OperationCode.SetEqualI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) == ip.Immediate ? 1 : 0;
                    break;
                case OperationCode.SetLessI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) < ip.Immediate ? 1 : 0;
                    break;
                case OperationCode.SetGreaterI:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref n, ip.B) > ip.Immediate ? 1 : 0;
                    break;
                case OperationCode.SetLessUnsignedI:
                    Unsafe.Add(ref n, ip.A) = (ulong)Unsafe.Add(ref n, ip.B) < (ulong)ip.Immediate ? 1 : 0;
                    break;
                case OperationCode.SetGreaterUnsignedI:
                    Unsafe.Add(ref n, ip.A) = (ulong)Unsafe.Add(ref n, ip.B) > (ulong)ip.Immediate ? 1 : 0;
                    break;
                case OperationCode.SetSameReference:
                    Unsafe.Add(ref n, ip.A) = Same(Unsafe.Add(ref r, ip.B), Unsafe.Add(ref r, ip.C)) ? 1 : 0;
                    break;
                case OperationCode.SetNotNull:
                    Unsafe.Add(ref n, ip.A) = Unsafe.Add(ref r, ip.B) != null ? 1 : 0;
                    break;

                case OperationCode.ToSByte:
                    Unsafe.Add(ref n, ip.A) = (sbyte)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ToByte:
                    Unsafe.Add(ref n, ip.A) = (byte)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ToInt16:
                    Unsafe.Add(ref n, ip.A) = (short)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ToUInt16:
                    Unsafe.Add(ref n, ip.A) = (ushort)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ToInt32:
                    Unsafe.Add(ref n, ip.A) = (int)Unsafe.Add(ref n, ip.B);
                    break;
                case OperationCode.ToUInt32:
                    Unsafe.Add(ref n, ip.A) = (uint)Unsafe.Add(ref n, ip.B);
                    break;

                case OperationCode.LoadFieldNumber:
                {
                    if (Unsafe.Add(ref r, ip.B) is not Instance instance)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = instance.Numbers[(int)ip.Immediate];
                    break;
                }

                case OperationCode.LoadFieldReference:
                {
                    if (Unsafe.Add(ref r, ip.B) is not Instance instance)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref r, ip.A) = instance.References[(int)ip.Immediate];
                    break;
                }

                case OperationCode.StoreFieldNumber:
                {
                    if (Unsafe.Add(ref r, ip.B) is not Instance instance)
                    {
                        goto Slow;
                    }
                    instance.Numbers[(int)ip.Immediate] = Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.StoreFieldReference:
                {
                    if (Unsafe.Add(ref r, ip.B) is not Instance instance)
                    {
                        goto Slow;
                    }
                    instance.References[(int)ip.Immediate] = Unsafe.Add(ref r, ip.A);
                    break;
                }

                case OperationCode.LoadStaticNumber:
                    Unsafe.Add(ref n, ip.A) = _staticNumbers[(int)ip.Immediate];
                    break;
                case OperationCode.LoadStaticReference:
                    Unsafe.Add(ref r, ip.A) = _staticReferences[(int)ip.Immediate];
                    break;
                case OperationCode.StoreStaticNumber:
                    _staticNumbers[(int)ip.Immediate] = Unsafe.Add(ref n, ip.A);
                    break;
                case OperationCode.StoreStaticReference:
                    _staticReferences[(int)ip.Immediate] = Unsafe.Add(ref r, ip.A);
                    break;

                case OperationCode.LoadElementSByte:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(sbyte[]) || index >= (uint)Unsafe.As<sbyte[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<sbyte[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementByte:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(byte[]) || index >= (uint)Unsafe.As<byte[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<byte[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementInt16:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(short[]) || index >= (uint)Unsafe.As<short[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<short[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementUInt16:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(ushort[]) || index >= (uint)Unsafe.As<ushort[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<ushort[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementInt32:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(int[]) || index >= (uint)Unsafe.As<int[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<int[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementUInt32:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(uint[]) || index >= (uint)Unsafe.As<uint[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<uint[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementInt64:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(long[]) || index >= (uint)Unsafe.As<long[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = Unsafe.As<long[]>(array)[index];
                    break;
                }

                case OperationCode.LoadElementReference:
                {
                    if (Unsafe.Add(ref r, ip.B) is not ReferenceArray array)
                    {
                        goto Slow;
                    }
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (index >= (uint)array.Items.Length)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref r, ip.A) = array.Items[index];
                    break;
                }

                case OperationCode.StoreElementSByte:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(sbyte[]) || index >= (uint)Unsafe.As<sbyte[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.As<sbyte[]>(array)[index] = (sbyte)Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.StoreElementByte:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(byte[]) || index >= (uint)Unsafe.As<byte[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.As<byte[]>(array)[index] = (byte)Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.StoreElementInt16:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(short[]) || index >= (uint)Unsafe.As<short[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.As<short[]>(array)[index] = (short)Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.StoreElementInt32:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(int[]) || index >= (uint)Unsafe.As<int[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.As<int[]>(array)[index] = (int)Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.StoreElementInt64:
                {
                    var array = Unsafe.Add(ref r, ip.B);
                    var index = (uint)(Unsafe.Add(ref n, ip.C) + ip.Immediate);
                    if (array == null || array.GetType() != typeof(long[]) || index >= (uint)Unsafe.As<long[]>(array).Length)
                    {
                        goto Slow;
                    }
                    Unsafe.As<long[]>(array)[index] = Unsafe.Add(ref n, ip.A);
                    break;
                }

                case OperationCode.ArrayLength:
                {
                    if (Unsafe.Add(ref r, ip.B) is not Array array)
                    {
                        goto Slow;
                    }
                    Unsafe.Add(ref n, ip.A) = array.Length;
                    break;
                }

                case OperationCode.Return:
                case OperationCode.ReturnNumber:
                case OperationCode.ReturnReference:
                case OperationCode.ReturnAddress:
                    if (ip.Code >= OperationCode.ReturnNumber)
                    {
                        if (ip.Code == OperationCode.ReturnNumber)
                        {
                            n = Unsafe.Add(ref n, ip.B);
                        }
                        else
                        {
                            r = Unsafe.Add(ref r, ip.B);
                            n = Unsafe.Add(ref n, ip.B);
                        }
                    }

                    if (!LeaveFrame(stopDepth))
                    {
                        return;
                    }

                    goto Reload;
                case OperationCode.Call:
                    _operation = (int)(Unsafe.ByteOffset(ref code, ref ip) / Unsafe.SizeOf<Operation>());
                    EnterFrame(Unsafe.As<Loading.MethodDescriptor>(_code.Operands[ip.Immediate]), _base + ip.A);
                    goto Reload;
                default:
                    goto Slow;
            }

            ip = ref Unsafe.Add(ref ip, 1);
            continue;

            Jump:
            ip = ref Unsafe.Add(ref code, ip.A);
            continue;

            Slow:
            _operation = (int)(Unsafe.ByteOffset(ref code, ref ip) / Unsafe.SizeOf<Operation>());
            if (!Slow(ref ip))
            {
                ip = ref Unsafe.Add(ref ip, 1);
                continue;
            }

            if (_frameCount < stopDepth)
            {
                return;
            }

            Reload:
            code = ref MemoryMarshal.GetArrayDataReference(_code.Operations);
            n = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_numbers), _base);
            r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_references), _base);
            entries = ref MemoryMarshal.GetArrayDataReference(_code.Entries);
            ip = ref Unsafe.Add(ref code, _operation);
        }
    }
}
