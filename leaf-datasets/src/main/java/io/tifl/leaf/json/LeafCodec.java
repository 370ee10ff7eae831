package io.tifl.leaf.json;

import io.tifl.leaf.set.Form;
import java.io.IOException;

/** How one data set's examples stand in LEAF's JSON; see {@link LeafCodecs}. Thread-safe. */
public abstract class LeafCodec {
    private final Form form;

    LeafCodec(Form form) {
        this.form = form;
    }

    public Form form() {
        return form;
    }

    /** Reads an element of {@code x}, of which the current token is the first. */
    abstract void readX(JsonIn in, Rows rows) throws IOException;

    /** Reads an element of {@code y}, of which the current token is the first. */
    abstract void readY(JsonIn in, Rows rows) throws IOException;

    /** The note of a row, from what its x and its y left. */
    String note(String ofX, String ofY) {
        return ofX + ofY;
    }

    /** Whether LEAF's own scripts write this number where there are so many examples. */
    boolean isKnownFault(int written, int actual) {
        return false;
    }

    /** How many examples too many LEAF's scripts count for each user of a test file. */
    int overcountOfTest() {
        return 0;
    }

    /** How many rows, from this one on, make an element. */
    int rowsOfElement(StoredRows rows, int row, int end) throws IOException {
        return 1;
    }

    abstract void writeX(StoredRows rows, int row, int count, PythonJson out) throws IOException;

    abstract void writeY(StoredRows rows, int row, int count, PythonJson out) throws IOException;

    /** Reads a label that is a class. */
    static int label(JsonIn in, int classes) throws IOException {
        int label = in.whole();
        if (label >= classes) {
            throw in.fail("label " + label + ", expected 0 to " + (classes - 1));
        }
        return label;
    }
}
