package io.tifl.protocol.secure;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Stage 3, coordinator to client: which of its peers' masked inputs are in the sum, and which are not.
 *
 * @param survived positions of peers whose self masks are to be taken away
 * @param dropped positions of peers whose masks between clients are to be taken away
 */
public record Survivors(SortedSet<Integer> survived, SortedSet<Integer> dropped) {
    static final int KIND = 4;

    public byte[] encode() {
        Sink.Buffer message = Message.begin(KIND, (2 + survived.size() + dropped.size()) * Short.BYTES);
        write(message, survived);
        write(message, dropped);
        return message.buffer().array();
    }

    private static void write(Sink sink, SortedSet<Integer> positions) {
        sink.u16(positions.size());
        positions.forEach(sink::u16);
    }

    public static Survivors decode(byte[] message) throws MalformedMessageException {
        Source source = Message.open(message, KIND, "survivors");
        Survivors survivors = new Survivors(read(source), read(source));
        source.requireEnd();
        return survivors;
    }

    private static SortedSet<Integer> read(Source source) throws MalformedMessageException {
        int count = source.u16("positions");
        SortedSet<Integer> positions = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            int position = source.u16("position");
            if (!positions.isEmpty() && positions.last() >= position) {
                throw new MalformedMessageException("positions must ascend, and none may come twice");
            }
            positions.add(position);
        }
        return positions;
    }
}
