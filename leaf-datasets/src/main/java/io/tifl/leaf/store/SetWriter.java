package io.tifl.leaf.store;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Head.PartHead;
import io.tifl.leaf.store.Head.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Writes a set's file from front to back; only the 64 bytes in front come last. Confined to one thread. */
final class SetWriter implements Producer.Parts, AutoCloseable {
    private final Recipe recipe;
    private final Form form;
    private final Path path;
    private final Output file;
    private final SequencedMap<String, PartHead> parts = new LinkedHashMap<>();
    private final List<UserTable> users = new ArrayList<>();
    private @Nullable PartWriter open;
    private String openName = "";
    private int scratchFiles;

    /** @param path is overwritten; files beside it whose names begin the same are made and deleted again */
    SetWriter(Recipe recipe, Form form, Path path) throws IOException {
        this.recipe = recipe;
        this.form = form;
        this.path = path;
        this.file = Output.to(path);
        file.put(new byte[Prelude.BYTES]);
    }

    @Override
    public SetSink begin(String name) throws IOException {
        if (!name.matches("[a-z]{1,16}")) {
            throw new IllegalArgumentException("a part's name is 1 to 16 letters a to z, got '" + name + "'");
        }
        endPart();
        if (parts.containsKey(name)) {
            throw new IOException("part '" + name + "' comes twice");
        }
        openName = name;
        open = new PartWriter(form, file, this::scratch);
        return open;
    }

    private Output scratch() throws IOException {
        return Output.temporary(path.resolveSibling(path.getFileName() + "." + scratchFiles++));
    }

    private void endPart() throws IOException {
        if (open == null) {
            return;
        }
        SequencedMap<String, Place> places = open.end();
        parts.put(openName, new PartHead(open.rows(), open.users().size(), places));
        users.add(open.users());
        open = null;
    }

    /** Completes the file and makes sure that it is on the disk. */
    void finish() throws IOException, InterruptedException {
        endPart();
        if (parts.isEmpty()) {
            throw new IOException("the set has no parts");
        }
        file.align(PartWriter.ALIGNMENT);
        long headStart = file.position();
        int[] sums = BlockSums.of(file.flushed(), Prelude.BYTES, headStart, done -> {});
        int next = 0;
        for (PartHead part : parts.values()) {
            users.get(next++).write(file, part.rows(), part.places());
        }
        Place checksums = writeChecksums(sums);
        long textStart = file.position();
        file.put(new Head(recipe, form, parts, checksums).text().getBytes(StandardCharsets.UTF_8));
        writePrelude(headStart, textStart);
    }

    private Place writeChecksums(int[] sums) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(sums.length, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(sums);
        long start = file.position();
        file.put(bytes.array());
        return new Place(start, bytes.capacity());
    }

    private void writePrelude(long headStart, long textStart) throws IOException {
        FileChannel channel = file.flushed();
        long length = file.position();
        ByteBuffer head = ByteBuffer.allocate(Math.toIntExact(length - headStart));
        while (head.hasRemaining()) {
            channel.read(head, headStart + head.position());
        }
        ByteBuffer prelude = new Prelude(headStart, textStart, length, BlockSums.of(head.flip())).bytes();
        while (prelude.hasRemaining()) {
            channel.write(prelude, prelude.position());
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
        file.close();
    }
}
