package io.tifl.client.task;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a client keeps from one order of a job to the next and sends to nobody: named vectors. Immutable. */
public record Kept(SortedMap<String, Parameters> vectors) {
    private static final Kept NOTHING = new Kept(new TreeMap<>());

    public Kept {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }

    public static Kept nothing() {
        return NOTHING;
    }

    /** The vector of that name, if there is one and it has this layout: what belongs to another model is of no use. */
    public Optional<Parameters> vector(String name, Layout layout) {
        return Optional.ofNullable(vectors.get(name))
                .filter(vector -> vector.layout().equals(layout));
    }

    /** The same and one more; one of the same name is replaced. */
    public Kept with(String name, Parameters vector) {
        SortedMap<String, Parameters> more = new TreeMap<>(vectors);
        more.put(name, vector);
        return new Kept(more);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(vectors.size());
        for (Map.Entry<String, Parameters> entry : vectors.entrySet()) {
            out.writeUTF(entry.getKey());
            SavedParameters.write(out, entry.getValue());
        }
    }

    static Kept read(DataInputStream in) throws IOException {
        SortedMap<String, Parameters> vectors = new TreeMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            Parameters vector = SavedParameters.read(in);
            if (vector == null) {
                throw new IllegalArgumentException("vector '" + name + "' is missing");
            }
            vectors.put(name, vector);
        }
        return new Kept(vectors);
    }
}
