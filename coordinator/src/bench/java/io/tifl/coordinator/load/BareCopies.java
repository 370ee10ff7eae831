package io.tifl.coordinator.load;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least a server can do with a body: {@code GET /bare/N} sends N bytes, {@code POST /bare/drop} reads a body and drops
 * it, {@code POST /bare/FOLDER} writes it to a file there, forces it to the disk and deletes it.
 */
final class BareCopies extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final int BUFFER = 64 << 10;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        String what = request.getRequestURI().substring("/bare/".length());
        if (request.getMethod().equals("GET")) {
            send(Long.parseLong(what), response);
        } else if (what.equals("drop")) {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
        } else {
            keep(Path.of("/", what), request.getInputStream());
        }
    }

    private static void send(long bytes, HttpServletResponse response) throws IOException {
        response.setContentLengthLong(bytes);
        OutputStream out = response.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (long left = bytes; left > 0; left -= BUFFER) {
            out.write(buffer, 0, (int) Math.min(left, BUFFER));
        }
    }

    private static void keep(Path folder, InputStream body) throws IOException {
        Path file = Files.createTempFile(folder, "bare", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                int _ = channel.write(ByteBuffer.wrap(buffer, 0, read));
            }
            channel.force(false);
        } finally {
            Files.delete(file);
        }
    }
}
