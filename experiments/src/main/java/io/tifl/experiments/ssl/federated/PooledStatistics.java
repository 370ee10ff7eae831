package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.HltmTrainer.Judgement;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.LevelProfile;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskReply;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients saw of a network, added up: correlations, ceilings and operator norms are to the last bit those of all
 * chunks of samples together, in whatever order the reports come. Mutable and confined to one thread.
 */
public final class PooledStatistics {
    private final GlobalModel model;
    private final Settings settings;
    private final HltmReport sums;
    private final SortedMap<String, String> rejected = new TreeMap<>();
    private int counted;

    /**
     * Of no client yet.
     *
     * @param model {@code hltm}, which the clients judge
     * @param settings of {@code hltm-judge}, as they were asked
     */
    public PooledStatistics(GlobalModel model, Settings settings) {
        HltmJudgeTask.check(settings);
        this.model = model;
        this.settings = settings;
        this.sums = HltmReport.none(HltmModel.size(model.spec().settings()));
    }

    /** Adds a client's reply, or keeps why it does not count; a client counts once. */
    public void add(TaskReply reply) {
        String client = reply.id().client().value();
        try {
            byte[] bytes = Report.in(reply).orElseThrow(() -> new IllegalArgumentException(said(reply)));
            add(bytes);
        } catch (IllegalArgumentException e) {
            rejected.put(client, String.valueOf(e.getMessage()));
        }
    }

    private static String said(TaskReply reply) {
        return reply instanceof TaskReply.Failed failed
                ? "it failed: " + failed.message()
                : "it sent something else than a report";
    }

    /** @throws IllegalArgumentException if the report cannot be true */
    void add(byte[] report) {
        sums.merge(HltmReport.read(report, sums.size(), HltmJudgeTask.samples(settings)));
        counted++;
    }

    /** How many clients' sums are in it. */
    public int counted() {
        return counted;
    }

    /** Clients that do not count, with the reason. */
    public SortedMap<String, String> rejected() {
        return Collections.unmodifiableSortedMap(rejected);
    }

    /** What all samples together say. */
    public Judgement judgement() {
        return sums.judgement();
    }

    /** Levels of the network from the root's, with directions of the common tree. */
    public List<LevelProfile> levels() {
        TreeNetwork network = HltmModel.network(model);
        LatentTree common = TreeFleet.read(new SettingsReader(settings)).common(network.shape());
        return LevelProfile.all(network, common, judgement());
    }
}
