package io.tifl.leaf.json;

import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors of doubles, and classes. */
final class NumbersCodec extends LeafCodec {
    private NumbersCodec(Form form) {
        super(form);
    }

    static NumbersCodec synthetic(int dimensions, int classes) {
        return new NumbersCodec(LeafForms.synthetic(dimensions, classes));
    }

    static NumbersCodec fedProx(int dimensions, int classes) {
        return new NumbersCodec(LeafForms.fedProxSynthetic(dimensions, classes));
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(rows.feature()).order(ByteOrder.LITTLE_ENDIAN);
        in.inArray();
        while (in.hasNext()) {
            if (!into.hasRemaining()) {
                throw in.fail("more than " + form().features().values() + " numbers");
            }
            into.putDouble(finite(in));
        }
        if (into.hasRemaining()) {
            throw in.fail(into.position() / Double.BYTES + " numbers, expected "
                    + form().features().values());
        }
        rows.addX("");
    }

    private static double finite(JsonIn in) throws IOException {
        double number = in.number();
        if (!Double.isFinite(number)) {
            throw in.fail("expected a finite number, got " + number);
        }
        return number;
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        int label = label(in, form().classes());
        ByteBuffer into = ByteBuffer.wrap(rows.label()).order(ByteOrder.LITTLE_ENDIAN);
        switch (form().labels().type()) {
            case U8 -> into.put((byte) label);
            case U16 -> into.putShort((short) label);
            default -> into.putInt(label);
        }
        rows.addY("");
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        ByteBuffer numbers = rows.features(row);
        out.raw("[");
        for (int i = 0; i < form().features().values(); i++) {
            out.comma(i).number(numbers.getDouble(i * Double.BYTES));
        }
        out.raw("]");
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        ByteBuffer label = rows.labels(row);
        ElementType type = form().labels().type();
        out.number(
                type == ElementType.U8
                        ? label.get(0) & 0xff
                        : type == ElementType.U16 ? label.getShort(0) & 0xffff : label.getInt(0));
    }
}
