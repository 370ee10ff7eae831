package io.tifl.experiments.noise.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.reproduce.Claim;
import io.tifl.experiments.reproduce.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Verdicts on curves that are made up. */
class VerdictsTest {
    private static final long EXAMPLES = 10_000;

    private final Findings findings = new Findings();

    /** Accuracies in per cent, without noise and at each level; chips are a little to both sides. */
    private static NoiseCurve curve(double clean, double... noisy) {
        List<NoiseCurve.Level> levels = new ArrayList<>();
        for (int i = 0; i < noisy.length; i++) {
            long correct = Math.round(noisy[i] * EXAMPLES / 100);
            levels.add(new NoiseCurve.Level(Noise.ETAS.get(i), List.of(correct - 20, correct, correct + 20)));
        }
        return new NoiseCurve(10, EXAMPLES, Math.round(clean * EXAMPLES / 100), levels);
    }

    /** Falls evenly from 60 % until this much is lost on average; a curve for each. */
    private static List<NoiseCurve> losing(double... points) {
        return DoubleStream.of(points)
                .mapToObj(lost -> curve(60, 60, 60 - lost, 60 - lost, 60 - lost, 60 - lost, 60 - lost))
                .toList();
    }

    private List<String> verdicts() {
        return findings.claims().stream().map(Claim::verdict).toList();
    }

    @Test
    void accuracyThatFallsHoldsAndThatRisesDoesNot() {
        List<NoiseCurve> falling = List.of(curve(60, 60, 59, 55, 40, 30, 20), curve(61, 61, 60, 58, 50, 35, 20));
        Decline.judge(findings, Map.of("a", falling));
        assertThat(verdicts()).containsExactly("holds", "holds");

        Findings others = new Findings();
        Decline.judge(others, Map.of("a", falling, "b", List.of(curve(60, 60, 59, 45, 55, 30, 20))));
        assertThat(others.claims().getFirst().fails()).isTrue();
        assertThat(others.claims().getFirst().seen()).contains("[b]");
        assertThat(others.claims().getLast().holds()).isTrue();
    }

    @Test
    void changeAtOnePerCentIsHeldAgainstOnePerCentOnEitherSide() {
        Decline.judge(findings, Map.of("low", List.of(curve(60, 59, 58, 57, 56, 55, 54))));
        Decline.judge(findings, Map.of("high", List.of(curve(60, 60.7, 58, 57, 56, 55, 54))));
        Decline.judge(findings, Map.of("small", List.of(curve(60, 59.5, 58, 57, 56, 55, 54))));

        assertThat(findings.claims().stream()
                        .filter(claim -> claim.text().contains("1 %"))
                        .map(Claim::verdict))
                .containsExactly("DOES NOT HOLD", "DOES NOT HOLD", "holds");
        assertThat(findings.claims().get(1).seen()).isEqualTo("most: 1.67 %, low");
    }

    @Test
    void smallRiseWithinTheErrorIsNoRise() {
        Decline.judge(findings, Map.of("a", List.of(curve(60, 60.3, 60.1, 60.2, 59, 58, 57))));

        assertThat(findings.claims().getFirst().holds()).isTrue();
    }

    @Test
    void scalesHoldWhereOneCostsFarMoreInEveryTraining() {
        Map<String, Scales.Pair> pairs = new LinkedHashMap<>();
        pairs.put("a", new Scales.Pair(losing(5, 6, 7), losing(20, 25, 30)));
        Scales.judge(findings, pairs);
        pairs.put("b", new Scales.Pair(losing(5, 6, 7), losing(20, 8, 30)));
        Scales.judge(findings, pairs);

        assertThat(verdicts()).containsExactly("holds", "DOES NOT HOLD");
        assertThat(findings.claims().getLast().seen()).isEqualTo("least factor 1.3, b");
    }

    @Test
    void copiesHoldWithinATenthOfWhatIsExpected() {
        Redundancy.judge(findings, List.of(copies(1e-6, 0.52, 0.24, 0.49), copies(1e-6, 0.50, 0.26, 0.53)));
        Redundancy.judge(findings, List.of(copies(1e-2, 0.52, 0.24, 0.49)));
        Redundancy.judge(findings, List.of(copies(1e-6, 0.52, 0.5, 0.49)));

        assertThat(verdicts()).containsExactly("holds", "holds", "DOES NOT HOLD", "holds", "holds", "DOES NOT HOLD");
        assertThat(findings.claims().getLast().seen()).isEqualTo("not in [1_W: 0.500]");
    }

    private static Redundancy.Copies copies(double changed, double first, double inner, double last) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios.put("0_W", first);
        ratios.put("1_W", inner);
        ratios.put("2_W", last);
        return new Redundancy.Copies(changed, new LinkedHashMap<>(ratios));
    }

    @Test
    void widthIsToldWhateverItDoes() {
        Redundancy.widths(findings, Noise.LAYER_STD, losing(10, 11, 12), losing(5, 6, 7));
        Redundancy.widths(findings, Noise.LAYER_STD, losing(5, 6, 7), losing(10, 11, 12));
        Redundancy.widths(findings, Noise.LAYER_STD, losing(5, 6, 7), losing(7, 6, 5));

        assertThat(verdicts()).containsExactly("it loses less", "it loses more", "a tie");
        assertThat(findings.claims()).noneMatch(Claim::fails).noneMatch(Claim::holds);
    }

    @Test
    void normalisationHoldsWhereTheIntervalLiesAboveZero() {
        Normalisation.judge(findings, losing(5, 6, 7), losing(15, 16, 18));
        Normalisation.judge(findings, losing(5, 6, 7), losing(6, 16, 3));
        Normalisation.judge(findings, losing(15, 16, 18), losing(5, 6, 7));

        assertThat(verdicts()).containsExactly("holds", "DOES NOT HOLD", "DOES NOT HOLD");
    }

    @Test
    void depthIsToldWithItsSignAndInterval() {
        Depth.judge(findings, Noise.LAYER_STD, depths(losing(5, 6, 7), losing(8, 9, 10), losing(11, 12, 13)));
        Depth.judge(findings, Noise.LAYER_STD, depths(losing(11, 12, 13), losing(8, 9, 10), losing(5, 6, 7)));
        Depth.judge(findings, Noise.LAYER_STD, depths(losing(11, 2, 13), losing(8, 9, 10), losing(11, 9, 10)));

        assertThat(verdicts()).containsExactly("they lose more", "they lose less", "more, but the interval holds 0");
        // Five of six levels lose 3 points of 60 more.
        assertThat(findings.claims().getFirst().seen())
                .startsWith("six more layers: 4.2 (4.2 to 4.2), above chance 5.0");
        assertThat(findings.claims()).noneMatch(Claim::fails);
        assertThat(findings.tables().getFirst().markdown()).contains("| 40 % | 5.0", "| average | 4.2");
    }

    private static Map<Double, List<NoiseCurve>> depths(
            List<NoiseCurve> eight, List<NoiseCurve> fourteen, List<NoiseCurve> twenty) {
        Map<Double, List<NoiseCurve>> depths = new LinkedHashMap<>();
        depths.put(8.0, eight);
        depths.put(14.0, fourteen);
        depths.put(20.0, twenty);
        return depths;
    }

    @Test
    void tasksHoldWhereEveryNetworkLosesMoreOfTheHarder() {
        Tasks.Ladder climbing = new Tasks.Ladder(losing(1, 2, 1), losing(4, 5, 4), losing(9, 10, 11));
        Tasks.Ladder level = new Tasks.Ladder(losing(9, 2, 1), losing(4, 5, 4), losing(9, 1, 3));
        Tasks.judge(findings, Noise.LAYER_STD, Map.of("a", climbing));
        Map<String, Tasks.Ladder> both = new LinkedHashMap<>();
        both.put("a", climbing);
        both.put("b", level);
        Tasks.judge(findings, Noise.LAYER_STD, both);

        assertThat(verdicts()).containsExactly("holds", "DOES NOT HOLD");
        assertThat(findings.claims().getLast().seen()).startsWith("not [b]; MNIST");
    }
}
