package io.tifl.coordinator.kafka;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Parcel;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts replies together from their pieces and hands them to the desk, which journals each once. A record is done with when
 * its reply is journaled or refused, so a crash at any point has it read again, and nothing is lost.
 *
 * <p>Nothing is believed: the signature of a reply is checked at its first piece, before anything is kept of it. Memory is
 * bounded: a reply of several pieces grows in a file, one at a time for each task, and so many in all. Confined to the
 * reader's thread.
 */
final class ReplyIntake implements TopicReader.Taker {
    private static final int MOST_UNFINISHED = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ReplyIntake.class);
    private static final Duration REST = Duration.ofMinutes(10);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 500;

    private final Map<TaskId, UnfinishedReply> unfinished = new HashMap<>();
    private final OrderDesk desk;
    private final Fleet fleet;
    private final Outbox outbox;
    private final Deliveries deliveries;
    private final Progress progress;
    private final Path folder;
    private final int largest;
    private final Consumer<String> refusals;
    private final Instruments instruments;
    private long files;
    private long sweptNanos = System.nanoTime();

    /**
     * @param folder for replies that grow; whatever is in it is deleted, since the topic has it
     * @param largest bytes of one reply
     * @param refusals told the code of each refusal
     */
    ReplyIntake(
            OrderDesk desk,
            Fleet fleet,
            Outbox outbox,
            Deliveries deliveries,
            Progress progress,
            Path folder,
            int largest,
            Consumer<String> refusals,
            Instruments instruments)
            throws IOException {
        this.instruments = instruments;
        this.desk = desk;
        this.fleet = fleet;
        this.outbox = outbox;
        this.deliveries = deliveries;
        this.progress = progress;
        this.folder = Files.createDirectories(folder);
        this.largest = largest;
        this.refusals = refusals;
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder)) {
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        progress.begun(partition, record.offset());
        try {
            boolean open = accept(record, partition);
            instruments.meters().set(Metric.KAFKA_UNFINISHED, unfinished.size());
            if (!open) {
                progress.done(partition, record.offset());
            }
        } catch (MalformedMessageException e) {
            outbox.deadLetter(record, String.valueOf(e.getMessage()), () -> progress.done(partition, record.offset()));
        }
    }

    /** Whether the record is not done with yet. */
    private boolean accept(ConsumerRecord<byte[], byte[]> record, TopicPartition partition)
            throws MalformedMessageException, InterruptedException {
        Parcel parcel = parcel(record);
        ReplyPiece piece = piece(parcel);
        if (piece.piece().index() > 0) {
            goOn(piece, parcel.value());
            return false;
        }
        forget(unfinished.remove(piece.task()));
        Fleet.Member member = known(piece.task().client());
        if (!piece.isSignedWith(member.key()) || !piece.nonce().equals(desk.nonce(piece.task()))) {
            fleet.suspicious(piece.task().client(), "signature-invalid", "reply over Kafka to " + piece.task());
            refuse(piece, member, "signature-invalid", "the signature is not this client's over this task and nonce");
            throw new MalformedMessageException(
                    "the reply is not signed by " + piece.task().client());
        }
        Optional.ofNullable(record.headers().lastHeader(Outbox.TRACEPARENT))
                .ifPresent(trace ->
                        instruments.traces().link(piece.task(), new String(trace.value(), StandardCharsets.US_ASCII)));
        Optional<Duration> pause = fleet.keptBack(piece.task().client());
        if (pause.isPresent()) {
            refusals.accept("too-many-requests");
            answer(piece, member, new Notice.Later(pause.get()));
            return false;
        }
        Optional<Refusal> refusal = refusal(piece, member);
        if (refusal.isPresent()) {
            refuse(piece, member, refusal.get().code(), refusal.get().detail());
            return false;
        }
        fleet.seen(piece.task().client());
        Delivery delivery = new Delivery(piece, member, partition, record.offset());
        if (piece.piece().count() == 1) {
            return single(delivery, parcel.value());
        }
        return begin(delivery, parcel.value());
    }

    /** What a record holds, opened if it is sealed. */
    private Parcel parcel(ConsumerRecord<byte[], byte[]> record)
            throws MalformedMessageException, InterruptedException {
        Header open = record.headers().lastHeader(ReplyPiece.HEADER);
        Header sealed = record.headers().lastHeader(ReplyPiece.SEALED);
        Header header = sealed == null ? open : sealed;
        if (header == null || header.value() == null || record.key() == null || record.value() == null) {
            throw new MalformedMessageException("the header " + ReplyPiece.HEADER + " is missing");
        }
        Parcel parcel = new Parcel(new String(record.key(), StandardCharsets.UTF_8), header.value(), record.value());
        return sealed == null ? parcel : opened(parcel);
    }

    private Parcel opened(Parcel parcel) throws MalformedMessageException, InterruptedException {
        ClientId client = ReplyPiece.client(parcel.key());
        Fleet.Member member = known(client);
        try {
            return parcel.open(ReplyPiece.seal(member.key()));
        } catch (MalformedMessageException e) {
            fleet.suspicious(client, "signature-invalid", "sealed reply over Kafka to " + parcel.key());
            refusals.accept("signature-invalid");
            throw e;
        }
    }

    private static ReplyPiece piece(Parcel parcel) throws MalformedMessageException {
        ReplyPiece piece = ReplyPiece.parse(parcel.header());
        if (!parcel.key().equals(piece.key())) {
            throw new MalformedMessageException("the key is not " + piece.key());
        }
        return piece;
    }

    private Fleet.Member known(ClientId client) throws MalformedMessageException, InterruptedException {
        return member(client).orElseThrow(() -> new MalformedMessageException("there is no client " + client));
    }

    /** Waits until it is known: what is not known yet must not be lost. */
    private Optional<Fleet.Member> member(ClientId client) throws InterruptedException {
        while (true) {
            try {
                return fleet.find(client);
            } catch (IOException e) {
                LOG.warn("who {} is cannot be looked up now: {}", client, e.getMessage());
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private record Refusal(String code, String detail) {}

    private Optional<Refusal> refusal(ReplyPiece piece, Fleet.Member member) throws InterruptedException {
        if (member.barred()) {
            return Optional.of(new Refusal("client-barred", "an operator shut this client out"));
        }
        if (piece.piece().length() > largest) {
            return Optional.of(new Refusal(
                    "too-large", piece.piece().length() + " bytes were announced, at most " + largest + " are taken"));
        }
        if (unfinished.size() >= MOST_UNFINISHED) {
            return Optional.of(new Refusal("too-many-requests", MOST_UNFINISHED + " replies are on their way already"));
        }
        return before(piece);
    }

    /** What is said of a reply that need not come; not of one whose round is about to be taken up again. */
    private Optional<Refusal> before(ReplyPiece piece) throws InterruptedException {
        while (true) {
            try {
                return desk.receiptBefore(piece.task(), piece.piece().digest())
                        .filter(receipt -> receipt != OrderDesk.Receipt.PENDING)
                        .map(receipt -> new Refusal(receipt.code(), ""));
            } catch (IOException e) {
                LOG.warn("what became of {} cannot be looked up now: {}", piece.task(), e.getMessage());
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void refuse(ReplyPiece piece, Fleet.Member member, String code, String detail) {
        if (!code.equals("known")) {
            refusals.accept(code);
        }
        answer(piece, member, new Notice.Receipt(code, detail));
    }

    private void answer(ReplyPiece piece, Fleet.Member member, Notice.Body body) {
        outbox.answer(piece.task().client(), member.key(), piece.instance(), piece.number(), body);
    }

    private boolean single(Delivery delivery, byte[] message) throws InterruptedException {
        if (message.length != delivery.piece().piece().length()
                || !ClientKey.digest(message).equals(delivery.piece().piece().digest())) {
            otherDigest(delivery.piece(), delivery.member());
            return false;
        }
        deliveries.deliver(delivery, Content.of(message));
        return true;
    }

    private void otherDigest(ReplyPiece piece, Fleet.Member member) {
        refuse(piece, member, "signature-invalid", "the reply has another digest than the one that is signed");
    }

    private boolean begin(Delivery delivery, byte[] bytes) {
        ReplyPiece piece = delivery.piece();
        try {
            UnfinishedReply reply = new UnfinishedReply(
                    piece, delivery.partition(), delivery.offset(), folder.resolve(Long.toString(files++)));
            unfinished.put(piece.task(), reply);
            reply.add(bytes);
            return true;
        } catch (IOException e) {
            LOG.warn("the reply to {} is put off: {}", piece.task(), e.getMessage());
            unfinished.remove(piece.task());
            refuse(piece, delivery.member(), "unavailable", "what must be kept cannot be kept now");
            return false;
        }
    }

    /** A piece without those before it is of a reply that was given up or refused. */
    private void goOn(ReplyPiece piece, byte[] bytes) throws InterruptedException {
        UnfinishedReply reply = unfinished.get(piece.task());
        if (reply == null || !reply.continuesWith(piece)) {
            return;
        }
        try {
            reply.add(bytes);
            if (reply.isTooLong() || reply.isWhole()) {
                unfinished.remove(piece.task());
                finish(reply);
            }
        } catch (IOException e) {
            LOG.warn("the reply to {} is put off: {}", piece.task(), e.getMessage());
            unfinished.remove(piece.task());
            member(piece.task().client())
                    .ifPresent(member -> refuse(piece, member, "unavailable", "it cannot be kept now"));
            forget(reply);
        }
    }

    private void finish(UnfinishedReply reply) throws IOException, InterruptedException {
        Optional<Fleet.Member> member = member(reply.first().task().client());
        if (member.isPresent() && !reply.isTooLong() && reply.isGenuine()) {
            Delivery delivery = new Delivery(reply.first(), member.get(), reply.partition(), reply.offset());
            deliveries.deliver(delivery, reply.content());
            return;
        }
        member.ifPresent(known -> otherDigest(reply.first(), known));
        forget(reply);
    }

    private void forget(@Nullable UnfinishedReply reply) {
        if (reply == null) {
            return;
        }
        try {
            reply.forget();
        } catch (IOException e) {
            LOG.debug("a file stays until the next start: {}", e.getMessage());
        }
        progress.done(reply.partition(), reply.offset());
    }

    /** Gives up replies of which nothing came for long: their senders died, or began anew. */
    @Override
    public void rest() {
        if (System.nanoTime() - sweptNanos < BETWEEN_SWEEPS.toNanos()) {
            return;
        }
        sweptNanos = System.nanoTime();
        Iterator<UnfinishedReply> replies = unfinished.values().iterator();
        while (replies.hasNext()) {
            UnfinishedReply reply = replies.next();
            if (reply.rested(REST)) {
                replies.remove();
                forget(reply);
            }
        }
    }
}
