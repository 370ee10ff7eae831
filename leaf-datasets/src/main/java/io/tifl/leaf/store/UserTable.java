package io.tifl.leaf.store;

import io.tifl.leaf.store.Head.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SequencedMap;

/** Users in compact form while a part is written. */
final class UserTable {
    private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
    private long[] textEnds = new long[16];
    private int[] firstRows = new int[8];
    private int size;
    private String last = "";

    void add(String id, String hierarchy, int firstRow) {
        if (size == firstRows.length) {
            firstRows = Arrays.copyOf(firstRows, 2 * size);
            textEnds = Arrays.copyOf(textEnds, 4 * size);
        }
        firstRows[size] = firstRow;
        textEnds[2 * size] = append(id);
        textEnds[2 * size + 1] = append(hierarchy);
        last = id;
        size++;
    }

    private long append(String text) {
        texts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return texts.size();
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    String last() {
        return last;
    }

    int firstRowOfLast() {
        return firstRows[size - 1];
    }

    /** Writes three columns: row where each user ends, byte where each text ends, and the texts, id and hierarchy in turn. */
    void write(Output out, int rows, SequencedMap<String, Place> places) throws IOException {
        out.align(PartWriter.ALIGNMENT);
        long start = out.position();
        for (int user = 0; user < size; user++) {
            out.putLong(user + 1 < size ? firstRows[user + 1] : rows);
        }
        places.put("user-ends", new Place(start, out.position() - start));
        start = out.position();
        for (int i = 0; i < 2 * size; i++) {
            out.putLong(textEnds[i]);
        }
        places.put("user-text-ends", new Place(start, out.position() - start));
        start = out.position();
        out.put(texts.toByteArray());
        places.put("user-texts", new Place(start, out.position() - start));
    }
}
