package io.tifl.kernels;

import io.tifl.kernels.jit.HalfConversion;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Compares conversions with those of plain loops before anything depends on them: floats of every exponent, such as lie
 * half way between two halves among them, infinities and NaN. Takes less than a millisecond, once per process.
 */
final class HalfConverterSelfTest {
    private static final int COUNT = 1024 + 2 * 8 + 3;

    private HalfConverterSelfTest() {}

    static boolean passes(HalfConverter tested, HalfConverter reference) {
        for (HalfConversion conversion : HalfConversion.values()) {
            if (!Arrays.equals(converted(conversion, tested), converted(conversion, reference))) {
                return false;
            }
        }
        return true;
    }

    private static byte[] converted(HalfConversion conversion, HalfConverter by) {
        byte[] from = new byte[COUNT * conversion.fromBytes()];
        for (int i = 0; i < COUNT; i++) {
            int upper = (i * 0x9e37) >>> (i % 3);
            int lower = i % 4 == 0 ? 0x8000 : i % 4 == 1 ? 0 : i * 0x79b9;
            int at = conversion.fromBytes() * i;
            from[at] = (byte) lower;
            from[at + 1] = (byte) (lower >> Byte.SIZE);
            from[at + conversion.fromBytes() - 2] = (byte) upper;
            from[at + conversion.fromBytes() - 1] = (byte) (upper >> Byte.SIZE);
        }
        byte[] to = new byte[COUNT * conversion.toBytes()];
        by.convert(conversion, MemorySegment.ofArray(from), MemorySegment.ofArray(to));
        return to;
    }
}
