package io.tifl.coordinator.app;

import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.job.JobListener;
import io.tifl.coordinator.job.JobRuns;
import io.tifl.coordinator.job.ModelInitializer;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.store.JobStatus;
import io.tifl.coordinator.store.Lease;
import io.tifl.coordinator.store.ReplyJournal;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import io.tifl.coordinator.store.StoredJob;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.wire.WireFormat;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a coordinator does while it leads: the desk is open and the jobs run. Made when the lead is taken, closed when it is
 * lost or given up; jobs go on from their last state under whoever leads next.
 */
final class Lead implements AutoCloseable {
    private final Store store;
    private final JobListener listener;
    private final ReplyJournal journal;
    private final OrderDesk desk;
    private final Duties duties;
    private final Bridge.Open bridge;
    private final JobRuns runs;

    /**
     * What leading needs.
     *
     * @param nonces what nonces, and the noise of private jobs, are made from
     * @param lease of orders
     * @param bridge by which devices come that do not over HTTP
     * @param duties what is done besides jobs
     */
    record Parts(
            Store store,
            OfferedModels models,
            Presence presence,
            ModelInitializer initializer,
            ClientKey nonces,
            WireFormat format,
            Duration lease,
            InstantSource clock,
            JobListener listener,
            Bridge bridge,
            List<LeadDuty> duties,
            Instruments instruments) {}

    Lead(Lease lease, Parts parts) {
        this.store = parts.store();
        this.listener = parts.listener();
        this.journal = store.journal(lease);
        this.desk = new OrderDesk(
                new StoredReplies(journal, store),
                parts.nonces(),
                parts.format(),
                parts.lease(),
                parts.clock(),
                parts.instruments());
        // Before anybody can answer: what is taken up is waited for by then.
        this.duties = new Duties(
                parts.duties(),
                new LeadDuty.Terms(
                        desk, parts.presence(), store, parts.clock(), parts.models()::offer, journal::forget));
        this.bridge = parts.bridge().open(desk, lease.epoch());
        this.runs = new JobRuns(
                new StoredStates(store.federations(lease), parts.models()),
                desk,
                parts.presence(),
                parts.initializer(),
                parts.clock(),
                parts.listener(),
                this::ended,
                desk::cutShort,
                NoiseSource.of(parts.nonces()));
    }

    /** Why devices cannot come over the bridge; empty if they can. */
    Optional<String> bridgeTrouble() {
        return bridge.trouble();
    }

    OrderDesk desk() {
        return desk;
    }

    /** Starts what should run and does not, stops what should not and does. */
    void reconcile() throws StoreException {
        for (StoredJob job : store.jobs().with(JobStatus.CREATED)) {
            if (store.jobs().changeStatus(job.id(), JobStatus.CREATED, JobStatus.RUNNING, "")) {
                listener.became(job.id(), "running", "");
            }
        }
        List<StoredJob> running = store.jobs().with(JobStatus.RUNNING);
        Set<JobId> wanted = new HashSet<>();
        for (StoredJob job : running) {
            wanted.add(job.id());
            runs.ensure(job.id(), job.definition());
        }
        runs.keepOnly(wanted);
        duties.look();
    }

    /** A job is over: it has a status that says so. */
    private void ended(JobId job, JobRuns.End end, String reason) throws StoreException {
        JobStatus status = end == JobRuns.End.COMPLETED ? JobStatus.COMPLETED : JobStatus.FAILED;
        if (store.jobs().changeStatus(job, JobStatus.RUNNING, status, reason)) {
            listener.became(job, status.name().toLowerCase(Locale.ROOT), reason);
        }
    }

    @Override
    public void close() {
        desk.suspend();
        duties.close();
        bridge.close();
        runs.close();
        desk.close();
        journal.close();
    }
}
