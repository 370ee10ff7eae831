package io.tifl.coordinator.kafka;

import io.tifl.coordinator.http.ModelVersions;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.ModelPiece;
import io.tifl.protocol.kafka.ModelPlace;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.kafka.Seal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Where the models are that orders refer to. Each version is written once, when the first order needs it, however many
 * clients read it then. Thread-safe; one model is written at a time, and whoever needs it too waits.
 */
final class PublishedModels {
    private static final int REMEMBERED = 64;
    private static final Duration FRESH = TopicSetup.MODELS_STAY.dividedBy(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Published> published = new LinkedHashMap<>();
    private final ModelVersions models;
    private final Outbox outbox;
    private final boolean sealed;

    private record Published(ModelPlace place, long nanos) {
        boolean isFresh() {
            return System.nanoTime() - nanos < FRESH.toNanos();
        }
    }

    /** @param sealed whether each model is written with a seal of its own, which its orders hand over */
    PublishedModels(ModelVersions models, Outbox outbox, boolean sealed) {
        this.models = models;
        this.outbox = outbox;
        this.sealed = sealed;
    }

    /**
     * Where a model is; it is there once this returns.
     *
     * @throws IOException if there is no such model, or it cannot be read or written
     */
    ModelPlace place(JobId job, long version) throws IOException, InterruptedException {
        String key = job + "/" + version;
        lock.lockInterruptibly();
        try {
            Published known = published.get(key);
            if (known != null && known.isFresh()) {
                return known.place();
            }
            ModelPlace place = publish(job, version);
            published.remove(key);
            published.put(key, new Published(place, System.nanoTime()));
            if (published.size() > REMEMBERED) {
                published.remove(published.keySet().iterator().next());
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    private ModelPlace publish(JobId job, long number) throws IOException, InterruptedException {
        ModelVersions.Version version = models.find(job, number)
                .orElseThrow(() -> new IOException("version " + number + " of the model of " + job + " is not there"));
        int length = Math.toIntExact(version.bytes());
        String digest = ClientKey.digestText(HexFormat.of().parseHex(version.sha256()));
        int count = Math.max(1, Math.ceilDiv(length, Piece.BYTES));
        Optional<Seal> seal = sealed ? Optional.of(Seal.random()) : Optional.empty();
        List<Future<RecordMetadata>> writing = new ArrayList<>();
        try (InputStream message = Channels.newInputStream(version.opening().open(0))) {
            for (int index = 0; index < count; index++) {
                ModelPiece piece = new ModelPiece(job, number, new Piece(digest, index, count, length));
                writing.add(outbox.model(piece, message.readNBytes(Piece.BYTES), seal));
            }
            for (Future<RecordMetadata> piece : writing) {
                piece.get();
            }
            RecordMetadata first = writing.getFirst().get();
            return new ModelPlace(first.partition(), first.offset(), digest, length, seal);
        } catch (ExecutionException | KafkaException e) {
            throw new IOException("version " + number + " of the model of " + job + " cannot be written", e);
        }
    }
}
