package io.tifl.experiments.ssl.federated;

import io.tifl.coordinator.job.TaskCheck;
import io.tifl.protocol.Settings;
import java.util.List;

/** Refuses jobs of {@code hltm-judge}: its reports are no changes of a model, so no job can count them. */
public final class HltmJudgeCheck implements TaskCheck {
    /** For the service loader. */
    public HltmJudgeCheck() {}

    @Override
    public String name() {
        return HltmJudgeTask.NAME;
    }

    @Override
    public List<String> objections(Settings settings) {
        return List.of("task '" + name() + "' yields reports and no changes of a model, so it is not a job's: judge the"
                + " models of a job of '" + HltmTrainTask.NAME + "' with it");
    }
}
