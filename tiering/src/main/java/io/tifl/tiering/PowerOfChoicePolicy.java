package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Power-of-Choice (Cho, Wang, Joshi, <em>Client Selection in Federated Learning: Convergence Analysis and Power-of-Choice Selection
 * Strategies</em>, 2020, arXiv 2010.01243): of some candidates, drawn by how much they hold, those on whose examples the model is
 * worst.
 *
 * <p>Settings: {@code candidates} (0: twice as many as are wanted), {@code halve-every} (0), after how many rounds the candidates
 * become half as many, and never fewer than are wanted; {@code query-seconds} (0: by the profile), where clients are asked;
 * {@code batch} (50) of {@code cpow-d}; and those of {@link Retiering}. {@code docs/schedulers.md} says where this differs from
 * the paper.
 */
public sealed interface PowerOfChoicePolicy extends SchedulingPolicy {
    /** What a candidate's loss is taken from. */
    LossSource source();

    @Override
    default Set<String> settings() {
        Set<String> all = Retiering.settingsAnd("candidates", "halve-every");
        if (source() != LossSource.LAST_TRAINING) {
            all.add("query-seconds");
        }
        if (source() == LossSource.BATCH) {
            all.add("batch");
        }
        return all;
    }

    @Override
    default PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                PowerOfChoiceSelection.from(name(), source(), settings),
                Retiering.from(settings).around(new HoldingsTiering(name())));
    }

    /** What losses are taken from. */
    enum LossSource {
        /** Each candidate evaluates the model on all it trains on. */
        ALL_EXAMPLES,
        /** Each candidate evaluates the model on a few examples. */
        BATCH,
        /** Nobody is asked: what it said when it last trained; who never did comes first. */
        LAST_TRAINING
    }

    /** {@code pow-d}. */
    record Full() implements PowerOfChoicePolicy {
        @Override
        public String name() {
            return "pow-d";
        }

        @Override
        public String summary() {
            return "of some candidates those of highest loss, who are asked for it";
        }

        @Override
        public LossSource source() {
            return LossSource.ALL_EXAMPLES;
        }
    }

    /** {@code cpow-d}. */
    record Cheap() implements PowerOfChoicePolicy {
        @Override
        public String name() {
            return "cpow-d";
        }

        @Override
        public String summary() {
            return "of some candidates those of highest loss on one batch, who are asked for it";
        }

        @Override
        public LossSource source() {
            return LossSource.BATCH;
        }
    }

    /** {@code rpow-d}. */
    record Remembered() implements PowerOfChoicePolicy {
        @Override
        public String name() {
            return "rpow-d";
        }

        @Override
        public String summary() {
            return "of some candidates those of highest loss when they last trained, and new ones";
        }

        @Override
        public LossSource source() {
            return LossSource.LAST_TRAINING;
        }
    }
}
