package io.tifl.client.http;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** In a file, which outlives the process, and is read in place. */
final class FileLanding implements Landing {
    private final FileChannel file;

    FileLanding(Path path) throws IOException {
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.position(file.size());
    }

    @Override
    public long received() {
        try {
            return file.position();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void begin(int messageBytes) throws IOException {
        clear();
    }

    @Override
    public void clear() throws IOException {
        file.truncate(0);
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer piece = ByteBuffer.wrap(bytes, offset, length);
        while (piece.hasRemaining()) {
            file.write(piece);
        }
    }

    @Override
    public WireMessage decode(WireFormat format) throws IOException, MalformedMessageException {
        return decode(file, format);
    }

    /** Decodes a whole file. What is decoded holds no part of the file: models are copied. */
    static WireMessage decode(FileChannel file, WireFormat format) throws IOException, MalformedMessageException {
        try (Arena arena = Arena.ofConfined()) {
            return format.decode(
                    file.map(MapMode.READ_ONLY, 0, file.size(), arena).asByteBuffer());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
