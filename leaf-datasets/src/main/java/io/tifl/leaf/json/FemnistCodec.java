package io.tifl.leaf.json;

import io.tifl.leaf.set.LeafForms;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Images as numbers from 0 to 1. */
final class FemnistCodec extends LeafCodec {
    /** In 255ths. 32-bit floats are off by less than 1e-5. */
    private static final double TOLERANCE = 1e-4;

    private static final byte[][] TEXTS = new byte[256][];

    static {
        for (int pixel = 0; pixel < TEXTS.length; pixel++) {
            TEXTS[pixel] = PythonJson.ascii(PythonJson.repr(pixel / 255.0));
        }
    }

    FemnistCodec() {
        super(LeafForms.femnist());
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        byte[] pixels = rows.feature();
        in.inArray();
        int count = 0;
        while (in.hasNext()) {
            if (count == pixels.length) {
                throw in.fail("more than " + pixels.length + " pixels");
            }
            pixels[count++] = (byte) pixel(in);
        }
        if (count < pixels.length) {
            throw in.fail(count + " pixels, expected " + pixels.length);
        }
        rows.addX("");
    }

    private static int pixel(JsonIn in) throws IOException {
        double value = in.number();
        double scaled = 255 * value;
        double pixel = Math.rint(scaled);
        if (!(pixel >= 0 && pixel <= 255 && Math.abs(scaled - pixel) <= TOLERANCE)) {
            throw in.fail("expected a pixel, a whole number of 255ths from 0 to 1, got " + value);
        }
        return (int) pixel;
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        rows.label()[0] = (byte) label(in, form().classes());
        rows.addY("");
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        ByteBuffer pixels = rows.features(row);
        out.raw("[");
        for (int i = 0; i < pixels.capacity(); i++) {
            out.comma(i).raw(TEXTS[pixels.get(i) & 0xff]);
        }
        out.raw("]");
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.number(rows.labels(row).get(0) & 0xff);
    }
}
