using System.Threading;

namespace Striate.Firmware
{
    /// <summary>Answers requests that come over a serial port, for ever. The loop allocates nothing.</summary>
    internal static class SerialSource
    {
        public static void Run()
        {
            while (!Program.IsDone(Line.Answers))
            {
                if (!Line.Serve())
                {
                    Thread.Sleep(1);
                }
            }
        }
    }
}
