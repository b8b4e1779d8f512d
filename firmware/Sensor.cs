namespace Striate.Firmware
{
    /// <summary>
    /// What readings come from: the analogue channels, or a motion sensor, whose part is compiled only where one is named.
    /// </summary>
    internal static partial class Sensor
    {
        /// <summary>Samples of each channel that were due and not read.</summary>
        public static long Lost;

        /// <summary>Starts it; false when it does not answer.</summary>
        public static bool Open()
        {
            Ring.Open();
            Reports.Open();
            if (Board.Source == Board.Adc)
            {
                Sampler.Open();
                return true;
            }

            bool isThere = false;
            OpenMotion(ref isThere);
            return isThere;
        }

        /// <summary>Reads the next sample, if there is one: true when a window ends with it.</summary>
        public static bool Take()
        {
            if (Board.Source == Board.Adc)
            {
                return Sampler.Take();
            }

            bool isEnd = false;
            TakeMotion(ref isEnd);
            return isEnd;
        }

        /// <summary>Leaves out what lies between two windows; a motion sensor's own queue has it, so it is read.</summary>
        public static void Rest()
        {
            if (Board.Source == Board.Adc && Board.Hop > Board.Window)
            {
                Sampler.Skip(Board.Hop - Board.Window);
            }
        }

        static partial void OpenMotion(ref bool isThere);

        static partial void TakeMotion(ref bool isEnd);
    }
}
