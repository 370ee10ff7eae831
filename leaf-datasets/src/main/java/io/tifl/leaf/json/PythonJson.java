package io.tifl.leaf.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON as Python's {@code json.dump} does, byte for byte: ASCII only, {@code ", "} between elements, {@code ": "} after
 * names, numbers as {@code repr} shows them. Confined to one thread.
 */
final class PythonJson implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int length;

    PythonJson(OutputStream out) {
        this.out = out;
    }

    /** Text that is JSON already, of ASCII. */
    PythonJson raw(String json) throws IOException {
        for (int i = 0; i < json.length(); i++) {
            put((byte) json.charAt(i));
        }
        return this;
    }

    PythonJson raw(byte[] json) throws IOException {
        for (byte b : json) {
            put(b);
        }
        return this;
    }

    private void put(byte b) throws IOException {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = b;
    }

    PythonJson string(String text) throws IOException {
        return raw(quoted(text));
    }

    PythonJson number(double value) throws IOException {
        return raw(repr(value));
    }

    PythonJson number(int value) throws IOException {
        return raw(Integer.toString(value));
    }

    /** A comma before every element but the first. */
    PythonJson comma(int index) throws IOException {
        return index == 0 ? this : raw(", ");
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, char c) {
        switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\f' -> quoted.append("\\f");
            case '\b' -> quoted.append("\\b");
            default -> {
                if (c >= ' ' && c < 128) {
                    quoted.append(c);
                } else {
                    quoted.append("\\u").append(String.format("%04x", (int) c));
                }
            }
        }
    }

    /** Python's shortest text of a double. */
    static String repr(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return special(value);
        }
        double size = Math.abs(value);
        if (size >= 1e-3 && size < 1e7) {
            return Double.toString(value); // Java writes these alike
        }
        BigDecimal digits = shortest(size);
        int exponent = digits.precision() - digits.scale() - 1;
        String text = exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : plain(digits);
        return value < 0 ? "-" + text : text;
    }

    private static String special(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    // Java shows two digits where one would do, if two are nearer.
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (digits.precision() == 2) {
            BigDecimal one = digits.setScale(digits.scale() - 1, RoundingMode.HALF_EVEN);
            return one.doubleValue() == value ? one.stripTrailingZeros() : digits;
        }
        return digits;
    }

    private static String plain(BigDecimal digits) {
        String text = digits.toPlainString();
        return text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static String scientific(BigDecimal digits, int exponent) {
        String all = digits.unscaledValue().toString();
        String mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
        String size = Integer.toString(Math.abs(exponent));
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (size.length() < 2 ? "0" + size : size);
    }

    private void flush() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }

    /** The bytes of an ASCII text. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
