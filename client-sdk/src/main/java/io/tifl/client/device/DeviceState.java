package io.tifl.client.device;

import io.tifl.client.http.Identity;
import io.tifl.client.state.StateFile;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;

/**
 * The folder in which a client outlives its process: who it is, the text it enrols with, what its updates still owe, what it
 * keeps. One process at a time. Confined to one thread.
 */
final class DeviceState implements AutoCloseable {
    private final Path folder;
    private final StateFile identity;
    private final StateFile enrolment;
    private final StateFile feedback;
    private final StateFile memory;
    private final FileChannel lockFile;

    private DeviceState(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.identity = new StateFile(folder.resolve("identity"));
        this.enrolment = new StateFile(folder.resolve("enrolment"));
        this.feedback = new StateFile(folder.resolve("feedback"));
        this.memory = new StateFile(folder.resolve("memory"));
    }

    /** @throws IOException if the folder cannot be used, or another client uses it */
    static DeviceState open(Path path) throws IOException {
        Path folder = StateFile.folder(path);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return new DeviceState(folder, lockFile);
            }
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("another client of this program uses the folder " + folder, e);
        }
        lockFile.close();
        throw new IOException("another program uses the folder " + folder);
    }

    Path models() {
        return folder.resolve("models");
    }

    /**
     * Who this client is, if it enrolled.
     *
     * @throws IOException if it enrolled with another coordinator, or the file is damaged
     */
    Optional<Identity> identity(URI coordinator) throws IOException {
        if (!identity.exists()) {
            return Optional.empty();
        }
        return Optional.of(identity.read(in -> {
            String enrolledWith = in.readUTF();
            if (!enrolledWith.equals(coordinator.toString())) {
                throw new IOException(
                        "the client in " + folder + " enrolled with " + enrolledWith + ", not with " + coordinator);
            }
            ClientId client = new ClientId(in.readUTF());
            byte[] key = new byte[ClientKey.BYTES];
            in.readFully(key);
            return new Identity(client, ClientKey.of(key));
        }));
    }

    void save(Identity enrolled, URI coordinator) throws IOException {
        byte[] key = Base64.getUrlDecoder().decode(enrolled.key().toText());
        identity.write(out -> {
            out.writeUTF(coordinator.toString());
            out.writeUTF(enrolled.client().value());
            out.write(key);
        });
        enrolment.delete();
    }

    /** The text an enrolment is tried again with: the one from before if there is one, else this, which is kept. */
    String enrolmentRetry(String fresh) throws IOException {
        if (enrolment.exists()) {
            return enrolment.read(in -> in.readUTF());
        }
        enrolment.write(out -> out.writeUTF(fresh));
        return fresh;
    }

    ErrorFeedback feedback() throws IOException {
        return feedback.exists() ? ErrorFeedback.load(feedback) : new ErrorFeedback();
    }

    void save(ErrorFeedback owed) throws IOException {
        owed.save(feedback);
    }

    ClientMemory memory() throws IOException {
        return memory.exists() ? ClientMemory.load(memory) : new ClientMemory();
    }

    void save(ClientMemory kept) throws IOException {
        kept.save(memory);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
