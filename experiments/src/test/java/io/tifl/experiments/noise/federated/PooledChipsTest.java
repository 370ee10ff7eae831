package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.noise.NoiseSettings;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PooledChipsTest {
    private static final Offset<Double> TINY = within(1e-9);

    private static NoiseSettings settings(String levels, int trials) {
        return NoiseSettings.of(Settings.none().with("levels", levels).with("trials", trials));
    }

    private static PooledChips two() {
        return PooledChips.none()
                .plus("a", Replies.counts(100, 80, new long[] {70, 74}, new long[] {30, 40}))
                .plus("b", Replies.counts(300, 210, new long[] {200, 190}, new long[] {100, 120}));
    }

    @Test
    void measuresAreThoseOfTheirDefinitions() {
        Robustness found = Robustness.of(two(), settings("0.1,0.3", 2));

        assertThat(found.cleanAccuracy()).isEqualTo(290 / 400.0);
        // (72 + 195) / 400 and (35 + 110) / 400
        assertThat(found.levels().get(0).accuracy()).isCloseTo(0.6675, TINY);
        assertThat(found.levels().get(1).accuracy()).isCloseTo(0.3625, TINY);
        assertThat(found.levels().get(1).normalised()).isCloseTo(0.5, TINY);
        assertThat(found.levels().get(1).change()).isCloseTo(50, TINY);
        assertThat(found.averageChange()).isCloseTo((100 * (0.725 - 0.6675) / 0.725 + 50) / 2, TINY);
        assertThat(found.aboveChance()).isCloseTo(((0.6675 + 0.3625) / 2 - 0.1) / 0.625, TINY);
        // Half-way between 0.725 and 0.1 is 0.4125, between 0.1 and 0.3.
        assertThat(found.halfWay()).isCloseTo(0.1 + 0.2 * (0.6675 - 0.4125) / (0.6675 - 0.3625), TINY);
        double first = (0.6675 - 0.1) / 0.625;
        double second = (0.3625 - 0.1) / 0.625;
        assertThat(found.area()).isCloseTo((0.1 * (1 + first) / 2 + 0.2 * (first + second) / 2) / 0.3, TINY);
        assertThat(found.worst().client()).isEqualTo("b");
        assertThat(found.worst().accuracy()).isCloseTo((195 + 110) / 600.0, TINY);
        assertThat(found.worst().cleanAccuracy()).isCloseTo(0.7, TINY);
        assertThat(found.chips()).isEqualTo(4);
    }

    @Test
    void anyOrderOfArrivalGivesTheSame() {
        ChipCounts a = Replies.counts(100, 80, new long[] {70, 74});
        ChipCounts b = Replies.counts(333, 210, new long[] {200, 190});
        ChipCounts c = Replies.counts(57, 33, new long[] {20, 19});

        assertThat(PooledChips.none().plus("a", a).plus("b", b).plus("c", c).plus("a", b.equals(a) ? b : a))
                .isEqualTo(PooledChips.none()
                        .plus("c", c)
                        .plus("a", a)
                        .plus("a", a)
                        .plus("b", b));
    }

    @Test
    void aClientThatMissedARoundMovesNoMean() {
        ChipCounts weak = Replies.counts(100, 50, new long[] {20, 20});
        ChipCounts strong = Replies.counts(100, 90, new long[] {80, 80});
        PooledChips both = PooledChips.none().plus("weak", weak).plus("strong", strong);

        PooledChips more = both.plus("strong", strong).plus("strong", strong);

        assertThat(more.accuracy(0).mean()).isEqualTo(both.accuracy(0).mean()).isEqualTo(0.5);
        assertThat(more.cleanAccuracy()).isEqualTo(0.7);
    }

    @Test
    void aShardThatChangedIsRefusedAndNothingIsLost() {
        PooledChips before = two();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> before.plus("a", Replies.counts(101, 80, new long[] {1, 2}, new long[] {3, 4})))
                .withMessageContaining("80 of 101")
                .withMessageContaining("80 of 100");
        ChipCounts otherTask = ChipCounts.of(Replies.reply(62, 10, 5, new long[] {1, 2}, new long[] {3, 4}), 2, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> before.plus("c", otherTask))
                .withMessageContaining("62 classes");
        assertThat(before).isEqualTo(two());
    }

    // Of 400 experiments on the same shards 95 % of the intervals should hold the truth: 380, with a deviation of 4.4.
    @Test
    void intervalsOverChipsHoldTheTruthAsOftenAsTheySay() {
        RandomGenerator chance = new Seed(5).generator();
        double[] truth = {0.8, 0.6, 0.4};
        int[] examples = {1000, 4000, 2000};
        double mean = (0.8 * 1000 + 0.6 * 4000 + 0.4 * 2000) / 7000;
        int held = 0;
        for (int i = 0; i < 400; i++) {
            PooledChips chips = PooledChips.none();
            for (int shard = 0; shard < truth.length; shard++) {
                long[] correct = new long[6];
                for (int chip = 0; chip < correct.length; chip++) {
                    correct[chip] =
                            Math.round(examples[shard] * (truth[shard] + 0.02 * (shard + 1) * chance.nextGaussian()));
                }
                chips = chips.plus("c" + shard, Replies.counts(examples[shard], examples[shard], correct));
            }
            Margin found = chips.accuracy(0);
            held += found.low() <= mean && mean <= found.high() ? 1 : 0;
        }

        assertThat(held).isBetween(366, 394);
    }

    @Test
    void moreRoundsNarrowTheIntervalOverChipsAndNotTheOneOverShards() {
        PooledChips few = two();
        PooledChips many = few;
        for (int i = 0; i < 20; i++) {
            many = many.plus("a", Replies.counts(100, 80, new long[] {70, 74}, new long[] {30, 40}))
                    .plus("b", Replies.counts(300, 210, new long[] {200, 190}, new long[] {100, 120}));
        }

        assertThat(many.meanAccuracy().half()).isLessThan(few.meanAccuracy().half() / 4);
        assertThat(many.meanRatioOverShards().half())
                .isCloseTo(few.meanRatioOverShards().half(), TINY);
    }

    @Test
    void aModelThatGuessesHasNothingToLose() {
        Robustness found = Robustness.of(
                PooledChips.none().plus("a", Replies.counts(600, 69, new long[] {72, 70})), settings("0.1", 2));

        assertThat(found.averageChange()).isNegative();
        assertThat(found.area()).isNull();
        assertThat(found.aboveChance()).isNull();
        assertThat(found.levels().getFirst().aboveChance()).isNull();
    }

    @Test
    void oneChipOfOneClientHasNoInterval() {
        Robustness found = Robustness.of(
                PooledChips.none().plus("a", Replies.counts(100, 80, new long[] {70})), settings("0.1", 1));

        assertThat(found.margin()).isNull();
        assertThat(found.marginOfShards()).isNull();
        assertThat(found.levels().getFirst().chipDeviation()).isNull();
        assertThat(found.averageChange()).isCloseTo(12.5, TINY);
    }
}
