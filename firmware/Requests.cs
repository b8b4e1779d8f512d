using System;
using nanoFramework.Hardware.Esp32;

namespace Striate.Firmware
{
    /// <summary>What the board answers to each request (docs/serial-protocol.md).</summary>
    internal static class Requests
    {
        private const int ProtocolVersion = 2;
        private const int HelloType = 1;
        private const int TestType = 2;
        private const int RunType = 3;
        private const int HeapType = 4;
        private const int BlockType = 7;
        private const int AnswerBit = 128;
        private const int ErrorType = 255;
        private const int NoClass = 65535;
        private const int NotReady = 65534;

        private static readonly byte[] s_input = new byte[Model.InputLength];
        private static readonly byte[] s_block = Model.BlockLength == Model.InputLength ? s_input : new byte[Model.BlockLength];
        private static readonly int[] s_logits = new int[Model.OutputLength];
        private static readonly uint[] s_crcs = new uint[Model.LayerCount];
        private static bool s_isSelfTestPassed;

        // Number of the next block of a signal; what was computed for the one before.
        private static int s_next;
        private static int s_class;
        private static int s_microseconds;

        public static void Start(bool isSelfTestPassed)
        {
            s_isSelfTestPassed = isSelfTestPassed;
        }

        /// <summary>
        /// The answer to the frame that <see cref="FrameReader"/> holds: bytes of <see cref="FrameWriter.Line"/> to send.
        /// </summary>
        public static int Answer()
        {
            int error = FrameReader.Check();
            if (error != ErrorCode.None)
            {
                return Error(0, error);
            }

            byte[] frame = FrameReader.Buffer;
            int sequence = frame[1] | (frame[2] << 8);
            int length = FrameReader.PayloadLength();
            switch (frame[0])
            {
                case HelloType:
                    return length == 0 ? Hello(sequence) : Error(sequence, ErrorCode.WrongPayload);
                case TestType:
                    return length == 2 ? Test(sequence, frame[5] | (frame[6] << 8)) : Error(sequence, ErrorCode.WrongPayload);
                case RunType:
                    return length == Model.InputLength ? Run(sequence) : Error(sequence, ErrorCode.WrongPayload);
                // A sensor's signal is not mixed with another one.
                case BlockType:
                    return Board.Source != Board.Serial ? Error(sequence, ErrorCode.UnknownType)
                        : length == FrameReader.BlockNumber + Model.BlockLength ? Block(sequence)
                        : Error(sequence, ErrorCode.WrongPayload);
                case HeapType:
                    return length == 0 ? Heap(sequence) : Error(sequence, ErrorCode.WrongPayload);
                default:
                    return Error(sequence, ErrorCode.UnknownType);
            }
        }

        /// <summary>Who the board is and what it measured at its start; sent unasked, with number 0, when it starts.</summary>
        public static int Hello(int sequence)
        {
            FrameWriter.Begin(HelloType | AnswerBit, sequence);
            FrameWriter.Byte(ProtocolVersion);
            FrameWriter.Byte(s_isSelfTestPassed ? 1 : 0);
            FrameWriter.Int(Model.PackageLow);
            FrameWriter.Int(Model.PackageHigh);
            FrameWriter.Short(Model.InputLength);
            FrameWriter.Short(Model.OutputLength);
            FrameWriter.Short(Model.LayerCount);
            FrameWriter.Short(Model.GoldenVectors);
            FrameWriter.Int(Timing.Microseconds);
            FrameWriter.Int((int)Timing.HeapBefore);
            FrameWriter.Int((int)Timing.HeapAfter);
            FrameWriter.Byte(Model.HasClasses ? 1 : 0);
            FrameWriter.Int(Model.InputZeroPoint);
            FrameWriter.Int(Model.OutputZeroPoint);
            FrameWriter.Byte(Board.Reports ? Board.Channels : 0);
            FrameWriter.Int(Board.SampleMicroseconds);
            return FrameWriter.End();
        }

        private static int Test(int sequence, int vector)
        {
            if (vector >= Model.GoldenVectors)
            {
                return Error(sequence, ErrorCode.OutOfRange);
            }

            Model.CopyGoldenInput(vector, s_input);
            Model.Trace(s_input, s_logits, s_crcs);
            s_next = 0;
            FrameWriter.Begin(TestType | AnswerBit, sequence);
            FrameWriter.Int((int)FrameReader.Crc());
            for (int i = 0; i < s_crcs.Length; i++)
            {
                FrameWriter.Int((int)s_crcs[i]);
            }

            Logits();
            return FrameWriter.End();
        }

        private static int Run(int sequence)
        {
            if (!s_isSelfTestPassed)
            {
                return Error(sequence, ErrorCode.SelfTestFailed);
            }

            if (!Copy(0, s_input))
            {
                return Error(sequence, ErrorCode.OutOfRange);
            }

            ulong start = HighResTimer.GetCurrent();
            Model.Run(s_input, s_logits);
            s_microseconds = (int)(HighResTimer.GetCurrent() - start);
            s_class = Model.HasClasses ? Model.Best(s_logits) : NoClass;
            s_next = 0;
            return Result(RunType | AnswerBit, sequence);
        }

        // A block with the number of the one before is that block, sent again because its answer was lost.
        private static int Block(int sequence)
        {
            if (!s_isSelfTestPassed)
            {
                return Error(sequence, ErrorCode.SelfTestFailed);
            }

            byte[] frame = FrameReader.Buffer;
            int at = FrameReader.Header;
            int number = frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16) | (frame[at + 3] << 24);
            if (number < 0 || (number != 0 && number != s_next && number != s_next - 1) || !Copy(FrameReader.BlockNumber, s_block))
            {
                return Error(sequence, ErrorCode.OutOfRange);
            }

            if (number == 0 || number == s_next)
            {
                if (number == 0)
                {
                    Model.Forget();
                }

                ulong start = HighResTimer.GetCurrent();
                int found = Model.Next(s_block, s_logits);
                s_microseconds = (int)(HighResTimer.GetCurrent() - start);
                s_class =
                    found < 0 ? NotReady
                    : Model.HasClasses ? found
                    : NoClass;
                s_next = number + 1;
            }

            return Result(BlockType | AnswerBit, sequence);
        }

        // Values of a request; false: one is outside of the input's range.
        private static bool Copy(int behind, byte[] input)
        {
            byte[] frame = FrameReader.Buffer;
            int from = FrameReader.Header + behind;
            for (int i = 0; i < input.Length; i++)
            {
                int value = Model.IsInputSigned ? (sbyte)frame[from + i] : frame[from + i];
                if (value < Model.InputMinimum || value > Model.InputMaximum)
                {
                    return false;
                }

                input[i] = frame[from + i];
            }

            return true;
        }

        private static int Result(int type, int sequence)
        {
            FrameWriter.Begin(type, sequence);
            FrameWriter.Int((int)FrameReader.Crc());
            FrameWriter.Short(s_class);
            FrameWriter.Int(s_microseconds);
            Logits();
            return FrameWriter.End();
        }

        private static int Heap(int sequence)
        {
            FrameWriter.Begin(HeapType | AnswerBit, sequence);
            FrameWriter.Int((int)nanoFramework.Runtime.Native.GC.Run(false));
            return FrameWriter.End();
        }

        private static int Error(int sequence, int code)
        {
            FrameWriter.Begin(ErrorType, sequence);
            FrameWriter.Byte(code);
            return FrameWriter.End();
        }

        private static void Logits()
        {
            for (int i = 0; i < s_logits.Length; i++)
            {
                FrameWriter.Int(s_logits[i]);
            }
        }
    }
}
