package io.tifl.client.http;

import io.tifl.client.state.StateFile;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with the last model of each job, and with what is there of one under way. A model is the coordinator's message as
 * it came, so it is checked again when it is read; a damaged one is fetched anew. Confined to one thread.
 */
final class ModelShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);
    private static final int NAME_BYTES = 8;

    private final Path folder;

    ModelShelf(Path folder) {
        this.folder = folder;
    }

    /** The model, if it is on the shelf and whole. */
    Optional<WireMessage> find(JobId job, long version, WireFormat format) throws IOException {
        Path path = path(job, version, ".tifl");
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path)) {
            return Optional.of(FileLanding.decode(file, format));
        } catch (MalformedMessageException e) {
            LOG.warn("the kept model {} is damaged and is fetched anew: {}", path, e.getMessage());
            Files.delete(path);
            return Optional.empty();
        }
    }

    /** Where the model is to land; what is there of it already stays. */
    FileLanding landing(JobId job, long version) throws IOException {
        StateFile.folder(folder);
        return new FileLanding(path(job, version, ".part"));
    }

    /** Which representation the part on the shelf belongs to; empty if that is not known. */
    String entityTag(JobId job, long version) throws IOException {
        Path path = path(job, version, ".etag");
        return Files.exists(path) ? Files.readString(path) : "";
    }

    void noteEntityTag(JobId job, long version, String tag) throws IOException {
        StateFile.folder(folder);
        Files.writeString(path(job, version, ".etag"), tag);
    }

    /** What has landed is a model from now on, and the job's others are gone. */
    void keep(JobId job, long version) throws IOException {
        Path kept = path(job, version, ".tifl");
        Files.move(path(job, version, ".part"), kept, StandardCopyOption.REPLACE_EXISTING);
        try (DirectoryStream<Path> ofJob = Files.newDirectoryStream(folder, name(job) + "-*")) {
            for (Path other : ofJob) {
                if (!other.equals(kept)) {
                    Files.deleteIfExists(other);
                }
            }
        }
    }

    private Path path(JobId job, long version, String ending) {
        return folder.resolve(name(job) + "-" + version + ending);
    }

    // Jobs may be named as no file can be.
    private static String name(JobId job) {
        byte[] digest = ClientKey.sha256().digest(job.value().getBytes(StandardCharsets.UTF_8));
        return "model-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    }
}
