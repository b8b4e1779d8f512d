using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>A branch, in its two forms.</summary>
/// <param name="Short">The short form.</param>
/// <param name="Long">The long form.</param>
/// <param name="Kind">What is compared.</param>
/// <param name="IsBack">Whether it goes back.</param>
/// <param name="Times">How often it is executed in one execution of the method.</param>
internal readonly record struct Branch(ILOpCode Short, ILOpCode Long, OperandKind Kind, bool IsBack, double Times)
{
    /// <summary>A branch that is always taken.</summary>
    public static Branch Always(double times) => new(ILOpCode.Br_s, ILOpCode.Br, OperandKind.Other, IsBack: false, times);
}

/// <summary>
/// The instructions of a method in blocks, each of which a branch may end. The compiler takes the short form of a branch where it
/// reaches, measured in the assembly; a .pe keeps that form, though numbers of members are shorter there.
/// </summary>
internal sealed class BranchLayout
{
    private const int ShortBytes = 2;
    private const int LongBytes = 5;
    private const int LongPortableBytes = 3;

    /// <summary>Bytes by which the number of a member is shorter in a .pe.</summary>
    private const int TokenBytes = 2;

    private readonly List<Block> _blocks = [new Block()];

    /// <summary>Tells places apart: it grows with every instruction.</summary>
    public int Place { get; private set; }

    /// <summary>Bytes of instructions, as a .pe has them, at the end.</summary>
    public void Add(int bytes)
    {
        _blocks[^1].Portable += bytes;
        Place++;
    }

    /// <summary>How many of them name a member.</summary>
    public void AddTokens(int count) => _blocks[^1].Tokens += count;

    /// <summary>A branch to where <see cref="Land"/> says.</summary>
    /// <returns>Its number.</returns>
    public int Jump(Branch branch)
    {
        (_blocks[^1].Target, _blocks[^1].Branch) = (int.MaxValue, branch);
        Place++;
        _blocks.Add(new Block());
        return _blocks.Count - 2;
    }

    /// <summary>A branch comes here.</summary>
    public void Land(int jump) => _blocks[jump].Target = Here();

    /// <summary>The place that stands here.</summary>
    public int Here()
    {
        if (_blocks[^1].Portable != 0)
        {
            _blocks.Add(new Block());
        }

        return _blocks.Count - 1;
    }

    /// <summary>A conditional branch back.</summary>
    public void JumpBack(int place, Branch branch)
    {
        (_blocks[^1].Target, _blocks[^1].Branch) = (place, branch);
        Place++;
        _blocks.Add(new Block());
    }

    /// <summary>Bytes of all instructions and of the return at the end, in a .pe.</summary>
    public int Bytes()
    {
        // What only jumps on is jumped over, and what jumps to the return returns.
        foreach (var block in _blocks.Where(block => block.IsJump))
        {
            while (_blocks[block.Target] is { Portable: 0, IsJump: true, IsConditional: false } next && next != block)
            {
                block.Target = next.Target;
            }

            block.IsReturn = !block.IsConditional && block.Target == _blocks.Count - 1 && _blocks[^1].Portable == 0;
        }

        while (Shorten()) { }

        return _blocks.Sum(block =>
                block.Portable
                + (
                    !block.IsJump ? 0
                    : block.IsReturn ? 1
                    : block.IsShort ? ShortBytes
                    : LongPortableBytes
                )
            ) + 1;
    }

    /// <summary>Cost units of all branches, once <see cref="Bytes"/> has told which are short.</summary>
    public double CostUnits() =>
        _blocks
            .Where(block => block is { IsJump: true, IsReturn: false })
            .Sum(block =>
                block.Branch.Times
                * InstructionCosts.Of(block.IsShort ? block.Branch.Short : block.Branch.Long, block.Branch.Kind, block.Branch.IsBack)
            );

    private bool Shorten()
    {
        var starts = new int[_blocks.Count + 1];
        for (var index = 0; index < _blocks.Count; index++)
        {
            starts[index + 1] = starts[index] + Size(_blocks[index]);
        }

        var shortened = false;
        for (var index = 0; index < _blocks.Count; index++)
        {
            var block = _blocks[index];
            if (block is not { IsJump: true, IsShort: false, IsReturn: false })
            {
                continue;
            }

            var distance =
                block.Target > index
                    ? starts[block.Target] - starts[index + 1]
                    : starts[block.Target] - (starts[index + 1] - LongBytes + ShortBytes);
            if (distance is >= sbyte.MinValue and <= sbyte.MaxValue)
            {
                block.IsShort = shortened = true;
            }
        }

        return shortened;
    }

    private static int Size(Block block) =>
        block.Portable
        + (TokenBytes * block.Tokens)
        + (
            !block.IsJump ? 0
            : block.IsReturn ? 1
            : block.IsShort ? ShortBytes
            : LongBytes
        );

    private sealed class Block
    {
        public int Portable { get; set; }

        public int Tokens { get; set; }

        public int Target { get; set; } = -1;

        public Branch Branch { get; set; }

        public bool IsConditional => Branch.Short != ILOpCode.Br_s;

        public bool IsShort { get; set; }

        public bool IsReturn { get; set; }

        public bool IsJump => Target >= 0;
    }
}
