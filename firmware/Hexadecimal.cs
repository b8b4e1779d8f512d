namespace Striate.Firmware
{
    /// <summary>Numbers as eight hexadecimal digits; format strings differ between runtimes.</summary>
    internal static class Hexadecimal
    {
        private static readonly string[] s_digits = new string[]
        {
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "a",
            "b",
            "c",
            "d",
            "e",
            "f",
        };

        public static string Of(uint value)
        {
            string text = "";
            for (int i = 0; i < 8; i++)
            {
                text = s_digits[(int)(value & 15)] + text;
                value >>= 4;
            }

            return text;
        }
    }
}
