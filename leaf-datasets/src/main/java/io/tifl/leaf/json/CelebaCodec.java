package io.tifl.leaf.json;

import io.tifl.leaf.set.LeafForms;
import java.io.IOException;

/** Names of images, and 0.0 or 1.0. */
final class CelebaCodec extends LeafCodec {
    CelebaCodec() {
        super(LeafForms.celebaNames());
    }

    @Override
    void readX(JsonIn in, Rows rows) throws IOException {
        rows.addX(in.string());
    }

    @Override
    void readY(JsonIn in, Rows rows) throws IOException {
        rows.label()[0] = (byte) label(in, form().classes());
        rows.addY("");
    }

    @Override
    void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.string(rows.note(row));
    }

    @Override
    void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException {
        out.number((double) rows.labels(row).get(0));
    }
}
