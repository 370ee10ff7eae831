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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows of equal length, for what does not fit the memory. It is made with the first row and gone once closed; where
 * the system can, it has no name from the start, so that not even a crash leaves it behind. Confined to one thread.
 */
final class Spill implements AutoCloseable {
    private static final long CHUNK = 1 << 20;

    private final String place;
    private final Opener opener;
    private final long rowBytes;
    private @Nullable FileChannel channel;
    private int rows;

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
    Spill(String place, Opener opener, long rowBytes) {
        this.place = place;
        this.opener = opener;
        this.rowBytes = rowBytes;
    }

    /** In a file of its own in this folder. */
    static Spill in(Path folder, long rowBytes) {
        Opener opener = () -> FileChannel.open(
                Files.createTempFile(folder, "tifl-updates-", ".bin"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        return new Spill(folder.toString(), opener, rowBytes);
    }

    int rows() {
        return rows;
    }

    /**
     * Appends a row, whose number is that of the rows before it.
     *
     * @throws UncheckedIOException if it cannot be written, because the disk is full for instance; the rows before it stay
     */
    void append(MemorySegment row) {
        try {
            FileChannel file = channel == null ? opener.open() : channel;
            channel = file;
            long at = rows * rowBytes;
            byte[] some = new byte[(int) Math.min(CHUNK, rowBytes)];
            for (long from = 0; from < rowBytes; from += some.length) {
                int count = (int) Math.min(some.length, rowBytes - from);
                MemorySegment.copy(row, ValueLayout.JAVA_BYTE, from, some, 0, count);
                ByteBuffer left = ByteBuffer.wrap(some, 0, count);
                while (left.hasRemaining()) {
                    at += file.write(left, at);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an update of " + rowBytes + " bytes cannot be put aside in " + place + ", where " + rows * rowBytes
                            + " bytes of this round's lie already: " + e.getMessage(),
                    e);
        }
        rows++;
    }

    /** All rows, read-only, for as long as the arena is open. */
    List<MemorySegment> map(Arena arena) {
        FileChannel file = channel;
        if (file == null || rows == 0) {
            return List.of();
        }
        try {
            MemorySegment all = file.map(MapMode.READ_ONLY, 0, rows * rowBytes, arena);
            List<MemorySegment> each = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                each.add(all.asSlice(row * rowBytes, rowBytes));
            }
            return each;
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
        rows = 0;
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
