package io.tifl.leaf.raw;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A sink that keeps all it is given, as small tests may. */
final class Collected implements SetSink {
    private final Form form;
    private final SequencedMap<String, List<Example>> users = new LinkedHashMap<>();
    private final List<String> hierarchies = new ArrayList<>();

    private Collected(Form form) {
        this.form = form;
    }

    static Collected from(SetSource source) throws IOException, InterruptedException {
        Collected sink = new Collected(source.form());
        source.read(sink, ReadProgress.SILENT);
        return sink;
    }

    @Override
    public void user(String id, String hierarchy) throws IOException {
        if (users.putIfAbsent(id, new ArrayList<>()) != null) {
            throw new IOException("two users are named " + id);
        }
        hierarchies.add(hierarchy);
    }

    @Override
    public void example(byte[] features, byte[] labels, byte[] note) {
        if (features.length != form.features().bytes()
                || labels.length != form.labels().bytes()) {
            throw new IllegalArgumentException(features.length + " and " + labels.length + " bytes");
        }
        if (note.length > 0 && !form.notes()) {
            throw new IllegalArgumentException("a note, but the form has none");
        }
        users.lastEntry()
                .getValue()
                .add(new Example(features.clone(), labels.clone(), new String(note, StandardCharsets.UTF_8)));
    }

    List<String> users() {
        return List.copyOf(users.keySet());
    }

    List<String> hierarchies() {
        return hierarchies;
    }

    List<Example> of(String user) {
        return users.getOrDefault(user, List.of());
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Example(byte[] features, byte[] labels, String note) {
        /** The first label, of at most 16 bits. */
        int label() {
            return labels.length == 1
                    ? labels[0] & 0xFF
                    : ByteBuffer.wrap(labels).order(ByteOrder.LITTLE_ENDIAN).getShort();
        }

        String letters() {
            return new String(features, StandardCharsets.ISO_8859_1);
        }

        List<Integer> shorts() {
            return shorts(features);
        }

        static List<Integer> shorts(byte[] bytes) {
            List<Integer> numbers = new ArrayList<>();
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                numbers.add(buffer.getShort() & 0xFFFF);
            }
            return numbers;
        }
    }
}
