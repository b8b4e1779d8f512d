namespace Striate.Firmware
{
    /// <summary>CRC-32 as in zip files, four bits at a time: 64 bytes of table.</summary>
    internal static class Crc32
    {
        private static readonly uint[] s_table = MakeTable();

        public static uint Of(byte[] bytes, int length)
        {
            uint[] table = s_table;
            uint crc = 0xFFFFFFFF;
            for (int i = 0; i < length; i++)
            {
                crc ^= bytes[i];
                crc = (crc >> 4) ^ table[(int)(crc & 15)];
                crc = (crc >> 4) ^ table[(int)(crc & 15)];
            }

            return ~crc;
        }

        private static uint[] MakeTable()
        {
            uint[] table = new uint[16];
            for (int i = 0; i < 16; i++)
            {
                uint entry = (uint)i;
                for (int bit = 0; bit < 4; bit++)
                {
                    entry = (entry & 1) != 0 ? (entry >> 1) ^ 0xEDB88320 : entry >> 1;
                }

                table[i] = entry;
            }

            return table;
        }
    }
}
