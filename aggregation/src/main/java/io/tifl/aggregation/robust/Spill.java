package io.tifl.aggregation.robust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of updates, for what does not fit the memory. It is made with the first one and gone once closed; where
 * the system can, it has no name from the start, so that not even a crash leaves it behind. Confined to one thread.
 */
final class Spill implements AutoCloseable {
    private static final long CHUNK = 1 << 20;

    private final String place;
    private final Opener opener;
    private @Nullable FileChannel channel;
    private long end;

    /** Opens the file, empty, to read and to write. */
    @FunctionalInterface
    interface Opener {
        FileChannel open() throws IOException;
    }

    /**
     * Nothing spilled yet.
     *
     * @param place where the file is, for people
     */
    Spill(String place, Opener opener) {
        this.place = place;
        this.opener = opener;
    }

    /** In a file of its own in this folder. */
    static Spill in(Path folder) {
        Opener opener = () -> FileChannel.open(
                Files.createTempFile(folder, "tifl-updates-", ".bin"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        return new Spill(folder.toString(), opener);
    }

    /**
     * Appends an update.
     *
     * @return where its first byte is
     * @throws UncheckedIOException if it cannot be written, because the disk is full for instance; those before it stay
     */
    long append(MemorySegment update) {
        long bytes = update.byteSize();
        long began = end;
        try {
            FileChannel file = channel == null ? opener.open() : channel;
            channel = file;
            long at = began;
            byte[] some = new byte[(int) Math.min(CHUNK, bytes)];
            for (long from = 0; from < bytes; from += some.length) {
                int count = (int) Math.min(some.length, bytes - from);
                MemorySegment.copy(update, ValueLayout.JAVA_BYTE, from, some, 0, count);
                ByteBuffer left = ByteBuffer.wrap(some, 0, count);
                while (left.hasRemaining()) {
                    at += file.write(left, at);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an update of " + bytes + " bytes cannot be put aside in " + place + ", where " + began
                            + " bytes of this round's lie already: " + e.getMessage(),
                    e);
        }
        end = began + bytes;
        return began;
    }

    /** All that was appended, read-only, for as long as the arena is open. */
    MemorySegment map(Arena arena) {
        FileChannel file = channel;
        if (file == null || end == 0) {
            return MemorySegment.NULL;
        }
        try {
            return file.map(MapMode.READ_ONLY, 0, end, arena);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "updates put aside in " + place + " cannot be read back: " + e.getMessage(), e);
        }
    }

    /** Removes the file. Closing again changes nothing. */
    @Override
    public void close() {
        FileChannel file = channel;
        channel = null;
        end = 0;
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the updates put aside in " + place + " cannot be removed", e);
        }
    }
}
