package io.tifl.coordinator.http;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.JobId;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;

/** Sends models, as a whole, compressed, or from where a client was cut off. Thread-safe. */
final class ModelDownloads {
    private static final int BUFFER = 64 << 10;
    // Buffers outside the heap cost more to get, and wait for the collector; they are for those who save copies of
    // much.
    private static final int MUCH = 1 << 20;

    /** A large buffer halves what handing over costs; a few thousand devices at once could not have one each. */
    private static final int LARGE_BUFFER = 1 << 20;

    private static final int LARGE_BUFFERS = 64;

    private final ModelVersions models;
    private final Meters meters;
    private final Semaphore largeBuffers = new Semaphore(LARGE_BUFFERS);

    ModelDownloads(ModelVersions models, Meters meters) {
        this.models = models;
        this.meters = meters;
    }

    void send(JobId job, long number, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        ModelVersions.Version version = models.find(job, number)
                .orElseThrow(() -> ProblemException.notFound("version " + number + " of " + job + " is not there"));
        String tag = '"' + version.sha256() + '"';
        response.setHeader("ETag", tag);
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
        response.setContentType(Answers.BINARY);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            meters.count(Metric.DOWNLOADS, "unchanged");
            return;
        }
        long from = firstByte(request, tag, version.bytes());
        long began = System.nanoTime();
        meters.count(Metric.DOWNLOADS, from > 0 ? "resumed" : "whole");
        try (ReadableByteChannel content = version.opening().open(from)) {
            send(content, from, version.bytes(), request, response);
        }
        meters.add(Metric.DOWNLOAD_BYTES, (double) (version.bytes() - from));
        meters.timeSince(Metric.DOWNLOAD_DURATION, began);
    }

    /** Where a range begins; ranges to the end are all that clients ask for, and all that is given. */
    private static long firstByte(HttpServletRequest request, String tag, long bytes) throws ProblemException {
        String range = request.getHeader("Range");
        String condition = request.getHeader("If-Range");
        if (range == null
                || !range.startsWith("bytes=")
                || !range.endsWith("-")
                || (condition != null && !condition.equals(tag))) {
            return 0;
        }
        long from = Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
        if (from < 0 || from >= bytes) {
            throw new ProblemException(416, "malformed", "the model has " + bytes + " bytes")
                    .with("Content-Range", "bytes */" + bytes);
        }
        return from;
    }

    private void send(
            ReadableByteChannel content,
            long from,
            long bytes,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String accepted = request.getHeader("Accept-Encoding");
        if (from == 0 && accepted != null && accepted.contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            try (GZIPOutputStream zipped = new GZIPOutputStream(response.getOutputStream(), BUFFER)) {
                Channels.newInputStream(content).transferTo(zipped);
            }
            return;
        }
        if (from > 0) {
            response.setStatus(206);
            response.setHeader("Content-Range", "bytes " + from + "-" + (bytes - 1) + "/" + bytes);
        }
        response.setContentLengthLong(bytes - from);
        copy(content, bytes - from, response.getOutputStream());
    }

    private void copy(ReadableByteChannel content, long bytes, ServletOutputStream out) throws IOException {
        if (bytes < MUCH) {
            copy(content, ByteBuffer.allocate(Math.clamp(bytes, 1, BUFFER)), out);
        } else if (largeBuffers.tryAcquire()) {
            try {
                copy(content, ByteBuffer.allocateDirect(LARGE_BUFFER), out);
            } finally {
                largeBuffers.release();
            }
        } else {
            copy(content, ByteBuffer.allocateDirect(BUFFER), out);
        }
    }

    private static void copy(ReadableByteChannel content, ByteBuffer buffer, ServletOutputStream out)
            throws IOException {
        while (content.read(buffer) >= 0) {
            out.write(buffer.flip());
            buffer.clear();
        }
    }
}
