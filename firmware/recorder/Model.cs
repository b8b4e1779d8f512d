namespace Striate.Firmware
{
    /// <summary>In place of a network's: there is none.</summary>
    internal static class Model
    {
        public const int InputLength = 0;
        public const int OutputLength = 0;
        public const int LayerCount = 0;
    }
}
