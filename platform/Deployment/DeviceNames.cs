using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment;

/// <summary>Names and literals that the firmware holds itself: no .pe stores them.</summary>
public static class DeviceNames
{
    /// <summary>Whether a text is one of them.</summary>
    public static bool Contain(string text) => DeviceStrings.TryNumber(text, out _);
}
