package io.tifl.coordinator.observe;

import java.util.List;

/**
 * All meters of a coordinator's own, each declared here and nowhere else; {@code docs/reference/metrics.md} is made from this
 * table. Values of tags are few: the name of a job, whose meters go when other jobs have ended since, the number of a tier, or
 * one of the words that the meaning lists. No tag names a client.
 */
public enum Metric {
    ROUNDS(
            "tifl.rounds",
            Kind.COUNTER,
            "",
            "Rounds that ended, by how: committed, no-quorum, diverged",
            "job",
            "status"),
    ROUND_DURATION(
            "tifl.round.duration",
            Kind.HISTOGRAM,
            "seconds",
            "From the dispatch of a round until enough had answered or the deadline passed, with its query",
            "job"),
    ROUND_PHASE(
            "tifl.round.phase",
            Kind.TIMER,
            "seconds",
            "Time of one round spent in a phase: select, dispatch, wait, admit, aggregate, step, evaluate, commit",
            "job",
            "phase"),
    ROUND_WALL(
            "tifl.round.wall",
            Kind.HISTOGRAM,
            "seconds",
            "A whole round by the wall clock, evaluation and commit included",
            "job"),
    ROUND_NUMBER("tifl.round.number", Kind.GAUGE, "", "The round that ended last, counted from 0", "job"),
    ROUND_LAST(
            "tifl.round.last",
            Kind.GAUGE,
            "seconds",
            "When the last round ended, or the job began here, in seconds since 1970",
            "job"),
    ROUND_COUNTED("tifl.round.counted", Kind.GAUGE, "", "Updates in the step of the last round", "job"),
    ROUND_MISSED("tifl.round.missed", Kind.GAUGE, "", "Rounds in a row up to now that had no quorum", "job"),
    ROUND_QUERY(
            "tifl.round.query",
            Kind.TIMER,
            "seconds",
            "What it took to ask clients before a cohort was drawn, where the policy asks",
            "job"),
    ROUNDS_CUT_SHORT(
            "tifl.rounds.cut.short",
            Kind.COUNTER,
            "",
            "Rounds that ended by an interruption or a fault of the store, to be taken up again",
            "job"),
    MODEL_VERSION("tifl.model.version", Kind.GAUGE, "", "Version of the newest model", "job"),
    CLIENTS_ASKED("tifl.clients.asked", Kind.COUNTER, "", "Orders of rounds, one for each client asked", "job"),
    REPLIES(
            "tifl.replies",
            Kind.COUNTER,
            "",
            "What became of each client asked: counted, rejected, timed-out, not-needed; reason of a rejection, else empty",
            "job",
            "status",
            "reason"),
    REPLY_LATENCY(
            "tifl.reply.latency",
            Kind.HISTOGRAM,
            "seconds",
            "From dispatch to a reply that counted or was rejected",
            "job"),
    REPLY_EXAMPLES("tifl.reply.examples", Kind.COUNTER, "", "Examples that counted updates were trained on", "job"),
    REPLY_AGE(
            "tifl.reply.age",
            Kind.SUMMARY,
            "rounds",
            "Rounds between order and step; above 0 under asynchronous policies alone",
            "job"),
    REPLIES_VANISHED(
            "tifl.replies.vanished",
            Kind.COUNTER,
            "",
            "Clients that fell silent, so that others were asked in their place or nobody waited",
            "job"),
    TIERS("tifl.tiers", Kind.GAUGE, "", "Tiers of a job", "job"),
    TIER_CLIENTS(
            "tifl.tier.clients",
            Kind.GAUGE,
            "",
            "Clients in a tier, 0 the fastest; tiers from the 32nd on count as one",
            "job",
            "tier"),
    TIER_PROBABILITY("tifl.tier.probability", Kind.GAUGE, "", "Chance of a tier to be drawn next", "job", "tier"),
    TIER_CREDITS(
            "tifl.tier.credits",
            Kind.GAUGE,
            "",
            "Rounds that may still use a tier; infinite if that is not limited",
            "job",
            "tier"),
    TIER_ACCURACY(
            "tifl.tier.accuracy",
            Kind.GAUGE,
            "",
            "Accuracy at the last evaluation, 0 to 1, on the test data of a tier",
            "job",
            "tier"),
    TIER_LATENCY("tifl.tier.latency", Kind.GAUGE, "seconds", "Mean latency of the clients of a tier", "job", "tier"),
    TIER_LATENCY_LARGEST(
            "tifl.tier.latency.largest", Kind.GAUGE, "seconds", "Largest latency in a tier", "job", "tier"),
    TIER_MOVES(
            "tifl.tier.moves", Kind.COUNTER, "", "Clients that were in another tier after a round than before", "job"),
    TIER_DROP_OUTS(
            "tifl.tier.drop.outs", Kind.GAUGE, "", "Clients that were too slow for profiling and are not asked", "job"),
    TIER_SELECTED("tifl.tier.selected", Kind.COUNTER, "", "Rounds whose cohort was drawn from a tier", "job", "tier"),
    ACCURACY("tifl.accuracy", Kind.GAUGE, "", "Accuracy at the last evaluation, 0 to 1, over all test examples", "job"),
    ACCURACY_BEST("tifl.accuracy.best", Kind.GAUGE, "", "Best accuracy since this coordinator runs the job", "job"),
    LOSS("tifl.loss", Kind.GAUGE, "", "Mean loss at the last evaluation", "job"),
    TRAINING_LOSS(
            "tifl.training.loss",
            Kind.GAUGE,
            "",
            "Mean loss that counted clients report of their training in the last round",
            "job"),
    EVALUATIONS("tifl.evaluations", Kind.COUNTER, "", "Evaluations", "job"),
    PRIVACY_EPSILON(
            "tifl.privacy.epsilon",
            Kind.GAUGE,
            "",
            "Epsilon that a job with noise has cost its clients",
            "job",
            "delta"),
    PRIVACY_BUDGET("tifl.privacy.budget", Kind.GAUGE, "", "Epsilon that it may cost", "job", "delta"),
    PRIVACY_ROUNDS("tifl.privacy.rounds", Kind.GAUGE, "", "Rounds that were summed up with noise", "job", "delta"),
    UPLOAD_BYTES("tifl.upload.bytes", Kind.COUNTER, "bytes", "Bytes of all replies to rounds, queries included", "job"),
    MODEL_BYTES("tifl.model.bytes", Kind.GAUGE, "bytes", "Bytes of the parameters of a model, 4 each", "job"),
    COMPRESSION(
            "tifl.compression",
            Kind.GAUGE,
            "",
            "Bytes of the model for each byte of a counted reply, in the last round",
            "job"),
    DOWNLOADS(
            "tifl.model.downloads",
            Kind.COUNTER,
            "",
            "Models that devices fetched over HTTP: whole, resumed, unchanged",
            "kind"),
    DOWNLOAD_BYTES(
            "tifl.model.download.bytes", Kind.COUNTER, "bytes", "Bytes of models sent over HTTP, before compression"),
    DOWNLOAD_DURATION("tifl.model.download.duration", Kind.TIMER, "seconds", "Time to send a model over HTTP"),
    ORDERS_DISPATCHED(
            "tifl.orders.dispatched",
            Kind.COUNTER,
            "",
            "Orders laid out for clients, those of evaluations, profiling and queries included"),
    ORDERS_OPEN("tifl.orders.open", Kind.GAUGE, "", "Orders somebody waits for"),
    ORDERS_HANDED(
            "tifl.orders.handed",
            Kind.COUNTER,
            "",
            "Orders that clients fetched: first, or again after a silence or a restart",
            "kind"),
    ORDERS_GIVEN_UP("tifl.orders.given.up", Kind.COUNTER, "", "Orders whose clients left or gave no sign of life"),
    ORDERS_WITHDRAWN(
            "tifl.orders.withdrawn",
            Kind.COUNTER,
            "",
            "Orders that nobody waited for any more before they were answered"),
    ORDER_DELIVERY(
            "tifl.order.delivery", Kind.HISTOGRAM, "seconds", "From dispatch until the client fetched the order"),
    POLLS("tifl.polls", Kind.COUNTER, "", "Long polls over HTTP that ended: order, empty", "outcome"),
    POLLS_WAITING("tifl.polls.waiting", Kind.GAUGE, "", "Clients that wait for an order now"),
    LEASE_RENEWALS(
            "tifl.lease.renewals",
            Kind.COUNTER,
            "",
            "Signs of life of clients at work: renewed, withdrawn, pending",
            "outcome"),
    REPLIES_RECEIVED(
            "tifl.replies.received",
            Kind.COUNTER,
            "",
            "Replies that were taken in whole, by receipt: counted-once, known, already-answered, order-withdrawn, unavailable",
            "receipt"),
    REPLIES_REFUSED(
            "tifl.replies.refused", Kind.COUNTER, "", "Requests to send a reply that were refused, by code", "code"),
    REPLY_BYTES("tifl.reply.bytes", Kind.SUMMARY, "bytes", "Bytes of one reply"),
    REPLY_JOURNAL(
            "tifl.reply.journal", Kind.HISTOGRAM, "seconds", "Time to make a reply durable before it is acknowledged"),
    UPLOAD_CHUNKS("tifl.upload.chunks", Kind.COUNTER, "", "Pieces of large replies that came over HTTP"),
    UPLOADS_RESUMED(
            "tifl.uploads.resumed",
            Kind.COUNTER,
            "",
            "Large replies whose client asked how much was there and went on from it"),
    UPLOADS_UNDER_WAY("tifl.uploads.under.way", Kind.GAUGE, "", "Pieces of large replies that are coming now"),
    UPLOADS_FORGOTTEN(
            "tifl.uploads.forgotten",
            Kind.COUNTER,
            "",
            "Beginnings of replies that rested for an hour and were deleted"),
    CLIENTS_ENROLLED("tifl.clients.enrolled", Kind.GAUGE, "", "Clients that ever enrolled"),
    CLIENTS_ONLINE("tifl.clients.online", Kind.GAUGE, "", "Clients heard of within 90 s"),
    CLIENTS_BARRED("tifl.clients.barred", Kind.GAUGE, "", "Clients that an operator shut out"),
    CLIENTS_WORKING("tifl.clients.working", Kind.GAUGE, "", "Clients with an order somebody waits for"),
    ENROLMENTS("tifl.enrolments", Kind.COUNTER, "", "Requests to enrol: granted, refused", "outcome"),
    SESSIONS("tifl.sessions", Kind.COUNTER, "", "Sessions of devices: opened, refused", "outcome"),
    DEPARTURES("tifl.departures", Kind.COUNTER, "", "Clients that said goodbye"),
    DEVICE_REFUSALS(
            "tifl.device.refusals",
            Kind.COUNTER,
            "",
            "Requests of devices over HTTP that were refused, by code",
            "code"),
    SUSPICIONS(
            "tifl.suspicions",
            Kind.COUNTER,
            "",
            "What is noted in the audit log for operators to look into, such as signature-invalid, certificate-invalid",
            "event"),
    LIMITED(
            "tifl.requests.limited",
            Kind.COUNTER,
            "",
            "Requests, of devices and operators, that came too often and got 429 or a pause"),
    LIMITERS("tifl.limiters", Kind.GAUGE, "", "Clients and addresses with a rate limiter of their own now"),
    JOBS("tifl.jobs", Kind.GAUGE, "", "Jobs of the store, by status", "status"),
    JOBS_RUNNING("tifl.jobs.running", Kind.GAUGE, "", "Jobs that run in this coordinator"),
    JOB_RUNNING("tifl.job.running", Kind.GAUGE, "", "1 while a job runs in this coordinator, else 0", "job"),
    JOBS_STALLED(
            "tifl.jobs.stalled",
            Kind.GAUGE,
            "",
            "Jobs that stand still: three rounds in a row without a quorum, or ten minutes of waiting for clients"),
    JOBS_WAITING("tifl.jobs.waiting", Kind.GAUGE, "", "Jobs that wait for clients"),
    JOB_ENDS("tifl.job.ends", Kind.COUNTER, "", "Jobs that came to an end here: completed, failed", "end"),
    JOB_RETRIES("tifl.job.retries", Kind.COUNTER, "", "Times that a job paused because its state could not be kept"),
    PROFILED("tifl.profiled", Kind.GAUGE, "", "Clients that were profiled when the job began", "job"),
    STORE_TRANSACTION(
            "tifl.store.transaction",
            Kind.HISTOGRAM,
            "seconds",
            "Transactions that ended well, by kind: read, write (with the commit)",
            "kind"),
    STORE_FAULTS(
            "tifl.store.faults",
            Kind.COUNTER,
            "",
            "Transactions that failed, by reason: unreachable, refused, disk-full, not-writable, locked, damaged, fenced, other",
            "reason"),
    GROUP_COMMIT_SIZE("tifl.store.group.size", Kind.SUMMARY, "replies", "Replies journaled by one commit"),
    GROUP_COMMIT_TIME("tifl.store.group.commit", Kind.HISTOGRAM, "seconds", "Time of one such commit"),
    GROUP_WAITING("tifl.store.group.waiting", Kind.GAUGE, "replies", "Replies that wait to be journaled"),
    BLOBS_WRITTEN("tifl.store.blobs.written", Kind.COUNTER, "", "Blobs written: model, reply", "kind"),
    BLOB_BYTES("tifl.store.blob.bytes", Kind.COUNTER, "bytes", "Bytes of these", "kind"),
    BLOBS_DELETED("tifl.store.blobs.deleted", Kind.COUNTER, "", "Blobs deleted because nothing referred to them"),
    POOL(
            "tifl.store.pool.connections",
            Kind.GAUGE,
            "",
            "Connections to the database, by pool (write, read) and state (active, idle)",
            "pool",
            "state"),
    POOL_WAITING("tifl.store.pool.waiting", Kind.GAUGE, "", "Threads that wait for a connection", "pool"),
    MIGRATIONS("tifl.store.migrations", Kind.GAUGE, "", "Migrations that this start ran"),
    DISK_FREE("tifl.disk.free", Kind.GAUGE, "bytes", "Room left where tifl.data is"),
    DISK_TOTAL("tifl.disk.total", Kind.GAUGE, "bytes", "Size of that file system"),
    LEADER("tifl.leader", Kind.GAUGE, "", "1 while this coordinator leads, else 0"),
    LEAD_EPOCH("tifl.leader.epoch", Kind.GAUGE, "", "Epoch of the lead it has or had last"),
    LEAD_CHANGES(
            "tifl.leader.changes",
            Kind.COUNTER,
            "",
            "Leads taken, lost to another coordinator or a fault, and resigned when it stopped",
            "event"),
    LEAD_RENEWAL("tifl.leader.renewal", Kind.HISTOGRAM, "seconds", "Time to renew the lease"),
    LEAD_TROUBLE("tifl.leader.trouble", Kind.GAUGE, "", "1 while the store keeps it from leading or standing by"),
    FENCED("tifl.leader.fenced", Kind.COUNTER, "", "Writes that were refused because another coordinator leads"),
    KAFKA_OPEN("tifl.kafka.open", Kind.GAUGE, "", "1 while clients are served over Kafka"),
    KAFKA_RECEIVED("tifl.kafka.records.received", Kind.COUNTER, "", "Records read: calls, replies", "topic"),
    KAFKA_SENT(
            "tifl.kafka.records.sent",
            Kind.COUNTER,
            "",
            "Records written: orders (every answer to a client), models, dead-letters",
            "topic"),
    KAFKA_SEND_FAILURES("tifl.kafka.send.failures", Kind.COUNTER, "", "Records that could not be written"),
    KAFKA_READ_FAILURES(
            "tifl.kafka.read.failures",
            Kind.COUNTER,
            "",
            "Times that a topic could not be read and was taken up again",
            "topic"),
    KAFKA_DEAD_LETTERS("tifl.kafka.dead.letters", Kind.COUNTER, "", "Records nothing could be made of"),
    KAFKA_LAG("tifl.kafka.lag", Kind.GAUGE, "records", "Records behind the end of a topic", "topic"),
    KAFKA_UNFINISHED("tifl.kafka.replies.unfinished", Kind.GAUGE, "", "Replies of several pieces that grow"),
    KAFKA_STARTS("tifl.kafka.starts", Kind.COUNTER, "", "Attempts to serve over Kafka: open, failed", "outcome"),
    SECURE_SUMS("tifl.secure.sums", Kind.COUNTER, "", "Sums under masks: made, aborted", "outcome"),
    SECURE_STAGE(
            "tifl.secure.stage",
            Kind.TIMER,
            "seconds",
            "Time of a stage after the keys: shares, masked, revealed, unmask",
            "stage"),
    SECURE_LOST("tifl.secure.lost", Kind.COUNTER, "", "Clients that sent keys and are in no sum"),
    EVENT_LISTENERS("tifl.events.listeners", Kind.GAUGE, "", "Watchers of server-sent events of jobs"),
    EVENTS(
            "tifl.events",
            Kind.COUNTER,
            "",
            "Events of jobs, watched or not: waiting, profiling, began, round",
            "event"),
    OPERATOR_CALLS(
            "tifl.operator.calls",
            Kind.COUNTER,
            "",
            "Requests to the interface of operators, by method and kind of status: 2xx, 3xx, 4xx, 5xx",
            "method",
            "outcome"),
    OPERATOR_REFUSALS(
            "tifl.operator.refusals",
            Kind.COUNTER,
            "",
            "Requests refused for who asks: no or an unknown token (unknown), a role that may not (role)",
            "reason"),
    CERTIFICATE_EXPIRY(
            "tifl.certificate.expiry",
            Kind.GAUGE,
            "seconds",
            "Until the certificate of the service runs out; infinite if it has none"),
    TRACES_EXPORTED(
            "tifl.traces.spans", Kind.COUNTER, "", "Spans handed to the collector: exported, failed", "outcome");

    private final String meter;
    private final Kind kind;
    private final String unit;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that cannot be changed
    private final List<String> tags;

    /** How a meter counts. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** The value now. */
        GAUGE,
        /** Count, sum and maximum of some numbers. */
        SUMMARY,
        /** Count, sum and maximum of times. */
        TIMER,
        /** As a timer, with buckets to estimate quantiles from. */
        HISTOGRAM
    }

    Metric(String meter, Kind kind, String unit, String meaning, String... tags) {
        this.meter = meter;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.tags = List.of(tags);
    }

    /** Its name, such as {@code tifl.rounds}. */
    public String meter() {
        return meter;
    }

    /** How it counts. */
    public Kind kind() {
        return kind;
    }

    /** What it counts in; empty for things. */
    public String unit() {
        return unit;
    }

    /** What it says, in a sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** The keys of its tags, in the order in which their values are given. */
    public List<String> tags() {
        return tags;
    }

    /** Whether it is of one job. */
    public boolean isOfJob() {
        return tags.contains("job");
    }
}
