using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>Methods that the metadata processor would write wrongly, without a word, are refused before they run.</summary>
internal static class MethodLimits
{
    public static void Check(MethodDescriptor method)
    {
        Check(Limits.MethodLocals, method.Body!.Locals.Length);
        Check(Limits.MethodStack, method.Body.MaxStack);
        Check(Limits.MethodArguments, method.ArgumentCount);
    }

    public static void Check(Limit limit, long value)
    {
        if (value > limit.Works)
        {
            throw new EmulatorException(
                limit.Diagnostic,
                FormattableString.Invariant($"{value:N0} {limit.Unit}; {limit.Holder} holds {limit.Works:N0}; {limit.Failure}")
            );
        }
    }
}
