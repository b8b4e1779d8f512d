using System.Reflection.Metadata;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>Comparisons, alone and in branches.</summary>
internal sealed partial class Decoder
{
    private bool DecodeComparison(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Ceq:
                SetComparison(Condition.Equal);
                return true;
            case ILOpCode.Cgt:
                SetComparison(Condition.Greater);
                return true;
            case ILOpCode.Cgt_un:
                SetComparison(Condition.GreaterUnsigned);
                return true;
            case ILOpCode.Clt:
                SetComparison(Condition.Less);
                return true;
            case ILOpCode.Clt_un:
                SetComparison(Condition.LessUnsigned);
                return true;
        }

        if (ConditionOf(opcode) is not { } condition)
        {
            return false;
        }

        BranchOnComparison(condition, _il.ReadBranch(opcode));
        return true;
    }

    private static Condition? ConditionOf(ILOpCode opcode) =>
        opcode switch
        {
            ILOpCode.Beq or ILOpCode.Beq_s => Condition.Equal,
            ILOpCode.Bne_un or ILOpCode.Bne_un_s => Condition.NotEqual,
            ILOpCode.Blt or ILOpCode.Blt_s => Condition.Less,
            ILOpCode.Ble or ILOpCode.Ble_s => Condition.LessOrEqual,
            ILOpCode.Bgt or ILOpCode.Bgt_s => Condition.Greater,
            ILOpCode.Bge or ILOpCode.Bge_s => Condition.GreaterOrEqual,
            ILOpCode.Blt_un or ILOpCode.Blt_un_s => Condition.LessUnsigned,
            ILOpCode.Ble_un or ILOpCode.Ble_un_s => Condition.LessOrEqualUnsigned,
            ILOpCode.Bgt_un or ILOpCode.Bgt_un_s => Condition.GreaterUnsigned,
            ILOpCode.Bge_un or ILOpCode.Bge_un_s => Condition.GreaterOrEqualUnsigned,
            _ => null,
        };

    private void SetComparison(Condition condition)
    {
        var (right, left) = (Pop(), Pop());
        if (left.IsFloat)
        {
            CompareFloats(condition, left, right);
            return;
        }

        if (!left.IsInteger)
        {
            var equality = condition == Condition.Equal;
            var code = equality ? OperationCode.SetSameReference : OperationCode.SetNotNull;
            EmitResult(
                code,
                StackKind.Int32,
                Register(left),
                equality ? Register(right, Slot(_stack.Count + 1)) : 0,
                range: ElementKind.Boolean
            );
            return;
        }

        (left, right) = Comparable(condition, left, right);
        if (right.Place == EntryPlace.Constant)
        {
            EmitResult(SetCode(condition, true), StackKind.Int32, Register(left), immediate: right.Value, range: ElementKind.Boolean);
        }
        else
        {
            EmitResult(
                SetCode(condition, false),
                StackKind.Int32,
                Register(left),
                Register(right, Slot(_stack.Count + 1)),
                range: ElementKind.Boolean
            );
        }
    }

    private void CompareFloats(Condition condition, StackEntry left, StackEntry right)
    {
        var code = left.Kind == StackKind.Single ? OperationCode.CompareSingle : OperationCode.CompareDouble;
        var registers = (Register(left), Register(right, Slot(_stack.Count + 1)));
        EmitResult(code, StackKind.Int32, registers.Item1, registers.Item2, (long)condition, range: ElementKind.Boolean);
    }

    private void BranchOnComparison(Condition condition, int target)
    {
        var (right, left) = (Pop(), Pop());
        if (left.IsFloat)
        {
            CompareFloats(condition, left, right);
            BranchOnValue(target, true);
            return;
        }

        if (!left.IsInteger)
        {
            BranchOnReferences(condition, left, right, target);
            return;
        }

        (left, right) = Comparable(condition, left, right);
        if (left.Place == EntryPlace.Constant && right.Place != EntryPlace.Constant)
        {
            (left, right, condition) = (right, left, condition.Swapped());
        }

        var first = Register(left);
        if (right.Place == EntryPlace.Constant)
        {
            Settle();
            EmitConditional(OperationCode.BranchEqualI + (int)condition, target, first, 0, right.Value);
        }
        else
        {
            var second = Register(right, Slot(_stack.Count + 1));
            Settle();
            EmitConditional(OperationCode.BranchEqual + (int)condition, target, first, second);
        }
    }

    private void BranchOnReferences(Condition condition, StackEntry left, StackEntry right, int target)
    {
        var registers = (Register(left), Register(right, Slot(_stack.Count + 1)));
        Settle();
        var code = condition == Condition.Equal ? OperationCode.BranchSameReference : OperationCode.BranchDifferentReference;
        EmitConditional(code, target, registers.Item1, registers.Item2);
    }

    // Registers compare as 64-bit values once both operands are extended alike.
    private (StackEntry Left, StackEntry Right) Comparable(Condition condition, StackEntry left, StackEntry right)
    {
        if (left.Kind is not (StackKind.Int32 or StackKind.UInt32))
        {
            return (left, right);
        }

        var form =
            condition.IsSigned() || (left.Kind == StackKind.Int32 && right.Kind == StackKind.Int32) ? StackKind.Int32 : StackKind.UInt32;
        return (Extended(left, form, Slot(_stack.Count)), Extended(right, form, Slot(_stack.Count + 1)));
    }

    private StackEntry Extended(StackEntry entry, StackKind form, int scratch)
    {
        if (entry.Kind == form)
        {
            return entry;
        }

        var target = form == StackKind.UInt32 ? ElementKind.UInt32 : ElementKind.Int32;
        if (entry.Place == EntryPlace.Constant)
        {
            return entry with { Kind = form, Value = NumberForms.Narrow(entry.Value, target) };
        }

        Emit(NarrowingTo(target), scratch, Register(entry, scratch));
        return entry with { Kind = form, Place = EntryPlace.Register, Register = scratch };
    }

    private static OperationCode SetCode(Condition condition, bool constant) =>
        (
            condition switch
            {
                Condition.Equal => OperationCode.SetEqual,
                Condition.Less => OperationCode.SetLess,
                Condition.Greater => OperationCode.SetGreater,
                Condition.LessUnsigned => OperationCode.SetLessUnsigned,
                _ => OperationCode.SetGreaterUnsigned,
            }
        ) + (constant ? OperationCode.SetEqualI - OperationCode.SetEqual : 0);
}
