package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.model.LikelihoodSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a client tells of its data at shared points. As bytes: the format's number, how many data there are, and the sums.
 *
 * @param data how many the sums are of, at least 0
 */
record ShardReport(long data, LikelihoodSums sums) {
    private static final int FORMAT = 1;

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(FORMAT);
            out.writeLong(data);
            sums.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory could not be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what a client sent.
     *
     * @param points how many there must be
     * @param size values of the parameters
     * @throws IllegalArgumentException if it is anything but the sums of some data at so many points, all finite
     */
    static ShardReport of(byte[] content, int points, int size) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(content);
        try {
            ShardReport report = read(new DataInputStream(bytes), points, size);
            if (bytes.available() > 0) {
                throw new IllegalArgumentException(
                        "its report has " + bytes.available() + " bytes more than the sums at " + points + " points");
            }
            report.sums.requireFinite();
            return report;
        } catch (EOFException e) {
            throw new IllegalArgumentException(
                    "its report ends after " + content.length + " bytes, before the sums at " + points + " points do",
                    e);
        } catch (IOException | ArithmeticException e) {
            throw new IllegalArgumentException("its report is wrong: " + e.getMessage(), e);
        }
    }

    private static ShardReport read(DataInputStream in, int points, int size) throws IOException {
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("expected format " + FORMAT + ", found " + format);
        }
        long data = in.readLong();
        if (data < 0) {
            throw new IOException("expected at least 0 data, found " + data);
        }
        return new ShardReport(data, LikelihoodSums.read(in, points, size));
    }
}
