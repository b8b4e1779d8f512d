namespace Striate.Firmware
{
    /// <summary>Numbers as eight hexadecimal digits; format strings differ between runtimes.</summary>
    internal static class Hexadecimal
    {
        private const string Digits = "0123456789abcdef";

        public static string Of(uint value)
        {
            char[] text = new char[8];
            for (int i = 7; i >= 0; i--)
            {
                text[i] = Digits[(int)(value & 15)];
                value >>= 4;
            }

            return new string(text);
        }
    }
}
