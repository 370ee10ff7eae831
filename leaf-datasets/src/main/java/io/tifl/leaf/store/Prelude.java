package io.tifl.leaf.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first 64 bytes of a set's file.
 *
 * @param head where the head begins: tables of users, checksums, text
 * @param text where the head's text begins
 * @param length of the file
 * @param sum CRC-32C of the head
 */
record Prelude(long head, long text, long length, int sum) {
    static final int BYTES = 64;

    private static final byte[] MAGIC = "TIFLSET\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED = 44;

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putInt(Head.VERSION).putInt(0);
        bytes.putLong(head).putLong(text).putLong(length).putInt(sum);
        return bytes.putInt(BlockSums.of(bytes.slice(0, CHECKED))).clear();
    }

    /** @throws IOException if these are not such bytes, or the file has another length */
    static Prelude parse(ByteBuffer bytes, long fileLength) throws IOException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(0, magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("is not a prepared set: it does not begin with TIFLSET");
        }
        if (bytes.getInt(8) != Head.VERSION) {
            throw new IOException("is a prepared set of version " + bytes.getInt(8) + ", expected " + Head.VERSION);
        }
        if (BlockSums.of(bytes.slice(0, CHECKED)) != bytes.getInt(CHECKED)) {
            throw new IOException("is damaged in its first " + BYTES + " bytes");
        }
        Prelude prelude = new Prelude(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32), bytes.getInt(40));
        prelude.check(fileLength);
        return prelude;
    }

    private void check(long fileLength) throws IOException {
        if (length != fileLength) {
            throw new IOException("has " + fileLength + " bytes, expected " + length);
        }
        if (!(BYTES <= head && head <= text && text <= length && length - head <= Integer.MAX_VALUE)) {
            throw new IOException("has its head at " + head + " and text at " + text + " of " + length + " bytes");
        }
    }
}
