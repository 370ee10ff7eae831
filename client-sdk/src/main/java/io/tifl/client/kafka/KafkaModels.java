package io.tifl.client.kafka;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.ModelPiece;
import io.tifl.protocol.kafka.ModelPlace;
import io.tifl.protocol.kafka.Parcel;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The models orders refer to: read from where the order says, the last one kept for all clients of the process. Thread-safe;
 * one is read at a time.
 */
final class KafkaModels {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Object> settings;
    private final String topic;
    private final WireFormat format;
    private final int mostBytes;
    private @Nullable JobId job;
    private @Nullable GlobalModel current;

    KafkaModels(Map<String, Object> settings, String topic, WireLimits limits) {
        this.settings = Map.copyOf(settings);
        this.topic = topic;
        this.format = new WireFormat(limits);
        this.mostBytes = limits.maxMessageBytes();
    }

    /** No such model is there any more, or another: asking again is useless. */
    static final class GoneException extends RefusedException {
        private static final long serialVersionUID = 1L;

        GoneException(String message) {
            super("not-found", message, Advice.FORGET, null);
        }
    }

    /**
     * The model an order refers to.
     *
     * @param listener told if it had to be read
     * @throws GoneException if it is not where the order says
     * @throws IOException if it cannot be read now
     */
    GlobalModel get(JobId job, ModelReference reference, ModelPlace place, ClientListener listener)
            throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            GlobalModel last = current;
            if (last != null && job.equals(this.job) && ModelReference.to(last).equals(reference)) {
                return last;
            }
            // Two models at a time are more than a device may have room for.
            current = null;
            GlobalModel model = decoded(read(job, reference.version(), place));
            if (!ModelReference.to(model).equals(reference)) {
                throw new GoneException("the model at " + place + " is not the one that the order refers to");
            }
            listener.on(new ClientEvent.ModelFetched(job, model.version(), place.length()));
            this.job = job;
            current = model;
            return model;
        } finally {
            lock.unlock();
        }
    }

    private GlobalModel decoded(byte[] message) throws IOException {
        try {
            if (format.decode(message) instanceof WireMessage.Model(GlobalModel model)) {
                return model;
            }
        } catch (MalformedMessageException e) {
            throw new GoneException("the model is damaged: " + e.getMessage());
        }
        throw new GoneException("instead of a model there is another kind of message");
    }

    private byte[] read(JobId job, long version, ModelPlace place) throws IOException, InterruptedException {
        if (place.length() < 0 || place.length() > mostBytes) {
            throw new GoneException("the model has " + place.length() + " bytes, at most " + mostBytes + " are taken");
        }
        TopicPartition partition = new TopicPartition(topic, place.partition());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            return read(consumer, new Landing(job, version, place));
        } catch (InterruptException e) {
            boolean _ = Thread.interrupted();
            throw new InterruptedException(e.getMessage());
        } catch (OffsetOutOfRangeException _) {
            throw new GoneException("the model at " + place + " is not kept any more");
        } catch (KafkaException e) {
            throw new IOException("the model at " + place + " cannot be read: " + Refusals.inWords(e), e);
        }
    }

    private static byte[] read(KafkaConsumer<byte[], byte[]> consumer, Landing landing) throws IOException {
        long heard = System.nanoTime();
        while (!landing.isWhole()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK)) {
                if (landing.add(record)) {
                    heard = System.nanoTime();
                }
            }
            if (System.nanoTime() - heard > SILENCE.toNanos()) {
                throw new IOException("no more of the model came for " + SILENCE.toSeconds() + " s");
            }
        }
        return landing.message();
    }

    private Map<String, Object> reading() {
        Map<String, Object> reading = new HashMap<>(settings);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return reading;
    }

    /** A model while its pieces come, among those of others. Confined to one thread. */
    private static final class Landing {
        private final JobId job;
        private final long version;
        private final ModelPlace place;
        private final String key;
        private final byte[] keyBytes;
        private final byte[] message;
        private int filled;
        private int next;

        Landing(JobId job, long version, ModelPlace place) {
            this.job = job;
            this.version = version;
            this.place = place;
            this.key = ModelPiece.key(job, version);
            this.keyBytes = key.getBytes(StandardCharsets.UTF_8);
            this.message = new byte[place.length()];
        }

        /** Whether the record was the next piece. */
        boolean add(ConsumerRecord<byte[], byte[]> record) throws GoneException {
            byte[] bytes = isWhole() ? null : bytesOfNext(record);
            if (bytes == null) {
                return false;
            }
            if (bytes.length > message.length - filled) {
                throw new GoneException("the model is longer than it should be");
            }
            System.arraycopy(bytes, 0, message, filled, bytes.length);
            filled += bytes.length;
            next++;
            return true;
        }

        private byte @Nullable [] bytesOfNext(ConsumerRecord<byte[], byte[]> record) {
            String name = place.seal().isPresent() ? ModelPiece.SEALED : ModelPiece.HEADER;
            Header header = record.headers().lastHeader(name);
            if (header == null || record.value() == null || !Arrays.equals(record.key(), keyBytes)) {
                return null;
            }
            try {
                Parcel parcel = opened(header.value(), record.value());
                return isNext(ModelPiece.parse(parcel.header())) ? parcel.value() : null;
            } catch (MalformedMessageException _) {
                // Somebody else's, or of an earlier time when the same version was written.
                return null;
            }
        }

        private Parcel opened(byte[] header, byte[] value) throws MalformedMessageException {
            Parcel parcel = new Parcel(key, header, value);
            return place.seal().isPresent() ? parcel.open(place.seal().get()) : parcel;
        }

        private boolean isNext(ModelPiece piece) {
            Piece at = piece.piece();
            return piece.job().equals(job)
                    && piece.version() == version
                    && at.digest().equals(place.digest())
                    && at.index() == next;
        }

        boolean isWhole() {
            return next > 0 && filled == message.length;
        }

        byte[] message() throws GoneException {
            if (!ClientKey.digest(message).equals(place.digest())) {
                throw new GoneException("the model at " + place + " is damaged");
            }
            return message;
        }
    }
}
