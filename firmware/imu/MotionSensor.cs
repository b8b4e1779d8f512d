using System;
using System.Device.I2c;
using System.Threading;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>
    /// A motion sensor at an I2C bus, MPU-6050 or ADXL345. It samples by its own clock into its own queue, which the firmware empties: no
    /// reading is late, and those that come during an inference wait. What the queue could not hold is counted as lost.
    /// </summary>
    internal static partial class Sensor
    {
        private const int Bus = 1;

        private static readonly byte[] s_register = new byte[1];
        private static readonly byte[] s_setting = new byte[2];
        private static readonly byte[] s_state = new byte[1];
        private static readonly byte[] s_sample = new byte[2 * Board.Channels];

        // Made when it is opened: static constructors run in an order of the runtime's own.
        private static byte[] s_count;
        private static I2cDevice s_device;
        private static ulong s_lastTime;

        static partial void OpenMotion(ref bool isThere)
        {
            Configuration.SetPinFunction(Board.DataPin, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(Board.ClockPin, DeviceFunction.I2C1_CLOCK);
            s_count = new byte[Board.IsMpu6050 ? 2 : 1];
            s_device = I2cDevice.Create(new I2cConnectionSettings(Bus, Board.MotionAddress));
            isThere =
                Read(Board.IsMpu6050 ? Mpu6050.WhoAmI : Adxl345.DeviceId, s_state)
                && s_state[0] == (Board.IsMpu6050 ? Mpu6050.Identity : Adxl345.Identity)
                && (Board.IsMpu6050 ? StartMpu6050() : StartAdxl345());
            s_lastTime = HighResTimer.GetCurrent();
        }

        static partial void TakeMotion(ref bool isEnd)
        {
            if (!Read(Board.IsMpu6050 ? Mpu6050.QueueBytes : Adxl345.QueueSamples, s_count))
            {
                Restart();
                return;
            }

            int queued = Board.IsMpu6050 ? ((s_count[0] << 8) | s_count[1]) / s_sample.Length : s_count[0] & Adxl345.QueueMask;
            if (queued == 0)
            {
                Thread.Sleep(Board.TickMicroseconds / 1000);
                return;
            }

            // Of a queue that has overflowed by now, the sample may not follow on the one before. An MPU-6050 forgets that when it is
            // asked, an ADXL345 when a sample is read: it is asked before, and may not be so full that the next sample pushes one out
            // meanwhile.
            bool isNext = Board.IsMpu6050
                ? Read(Mpu6050.Queue, s_sample) && Read(Mpu6050.State, s_state) && (s_state[0] & Mpu6050.Overflow) == 0
                : queued < Adxl345.Full
                    && Read(Adxl345.State, s_state)
                    && (s_state[0] & Adxl345.Overflow) == 0
                    && Read(Adxl345.Data, s_sample);
            if (!isNext)
            {
                Restart();
                return;
            }

            for (int i = 0; i < Board.Channels; i++)
            {
                Ring.Put(Board.IsMpu6050 ? (s_sample[2 * i] << 8) | s_sample[(2 * i) + 1] : s_sample[2 * i] | (s_sample[(2 * i) + 1] << 8));
            }

            s_lastTime = HighResTimer.GetCurrent();
            isEnd = Ring.End();
        }

        // Begins anew, and counts what was lost by the time that went by.
        private static void Restart()
        {
            ulong now = HighResTimer.GetCurrent();
            int lost = (int)((now - s_lastTime) / Board.SampleMicroseconds) + 1;
            Lost += lost;
            Ring.Skip(lost);
            s_lastTime = now;
            bool isEmptied = Board.IsMpu6050 ? EmptyMpu6050() : StartAdxl345();
            if (!isEmptied)
            {
                Thread.Sleep(Board.TickMicroseconds / 1000);
            }
        }

        private static bool StartMpu6050()
        {
            Write(Mpu6050.Power, Mpu6050.Reset);
            Thread.Sleep(100);
            return Write(Mpu6050.Power, Mpu6050.ClockOfGyroscope)
                && Write(Mpu6050.Filter, Board.MotionFilter)
                && Write(Mpu6050.Divider, Board.MotionRate)
                && Write(Mpu6050.GyroscopeRange, Mpu6050.DegreesPerSecond500)
                && Write(Mpu6050.AccelerometerRange, Mpu6050.Gravities4)
                && Write(Mpu6050.Queued, Board.Channels == 6 ? Mpu6050.BothSensors : Mpu6050.Accelerometer)
                && EmptyMpu6050();
        }

        private static bool EmptyMpu6050()
        {
            return Write(Mpu6050.Control, Mpu6050.ResetQueue) && Write(Mpu6050.Control, Mpu6050.UseQueue);
        }

        // Reading what is left of an emptied queue is what makes it forget an overflow.
        private static bool StartAdxl345()
        {
            return Write(Adxl345.Power, 0)
                && Write(Adxl345.Rate, Board.MotionRate)
                && Write(Adxl345.Format, Adxl345.FullResolution16)
                && Write(Adxl345.QueueControl, 0)
                && Read(Adxl345.Data, s_sample)
                && Write(Adxl345.QueueControl, Adxl345.Stream)
                && Write(Adxl345.Power, Adxl345.Measure);
        }

        private static bool Write(byte register, byte value)
        {
            s_setting[0] = register;
            s_setting[1] = value;
            return s_device.Write(new SpanByte(s_setting)).Status == I2cTransferStatus.FullTransfer;
        }

        private static bool Read(byte register, byte[] values)
        {
            s_register[0] = register;
            return s_device.WriteRead(new SpanByte(s_register), new SpanByte(values)).Status == I2cTransferStatus.FullTransfer;
        }
    }
}
