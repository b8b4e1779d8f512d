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
        private const int AnswerBit = 128;
        private const int ErrorType = 255;
        private const int NoClass = 65535;

        private static readonly byte[] s_input = new byte[Model.InputLength];
        private static readonly int[] s_logits = new int[Model.OutputLength];
        private static readonly uint[] s_crcs = new uint[Model.LayerCount];
        private static bool s_isSelfTestPassed;

        public static void Start(bool isSelfTestPassed)
        {
            s_isSelfTestPassed = isSelfTestPassed;
        }

        /// <summary>The answer to the frame that <see cref="FrameReader"/> holds: bytes of <see cref="FrameWriter.Line"/> to send.</summary>
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

            byte[] frame = FrameReader.Buffer;
            byte[] input = s_input;
            for (int i = 0; i < input.Length; i++)
            {
                int value = Model.IsInputSigned ? (sbyte)frame[FrameReader.Header + i] : frame[FrameReader.Header + i];
                if (value < Model.InputMinimum || value > Model.InputMaximum)
                {
                    return Error(sequence, ErrorCode.OutOfRange);
                }

                input[i] = frame[FrameReader.Header + i];
            }

            ulong start = HighResTimer.GetCurrent();
            Model.Run(input, s_logits);
            int microseconds = (int)(HighResTimer.GetCurrent() - start);
            FrameWriter.Begin(RunType | AnswerBit, sequence);
            FrameWriter.Int((int)FrameReader.Crc());
            FrameWriter.Short(Model.HasClasses ? Model.Best(s_logits) : NoClass);
            FrameWriter.Int(microseconds);
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
