package io.tifl.experiments.noise.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.noise.zoo.Generated;
import io.tifl.experiments.noise.zoo.Zoo;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseStudyTest {
    private static final CompiledLearnerFactory ENGINE = new CompiledLearnerFactory();

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    private Reproduction.Outcome run(List<String> parts, Zoo zoo, String results, int threads) throws Exception {
        NoiseStudy.Options options = new NoiseStudy.Options(List.of(1L, 2L), 2, 7, threads);
        Path out = folder.resolve(results);
        return NoiseStudy.of(
                        parts, zoo, Generated.data(), options, ENGINE, out, folder.resolve("zoo"), List.of(), told::add)
                .run(out, told::add);
    }

    @Test
    void anyNumberOfThreadsGivesTheSame() throws Exception {
        Zoo zoo = Generated.zoo().only(List.of("vgg6", "vgg6-bn"));

        assertThat(run(List.of("C4"), zoo, "two", 2).markdown())
                .isEqualTo(run(List.of("C4"), zoo, "one", 1).markdown());
    }

    private static String withoutTimes(Reproduction.Outcome outcome) {
        return outcome.markdown().substring(0, outcome.markdown().indexOf("## speed"));
    }

    @Test
    @Tag("slow")
    void wholeStudyIsWrittenAndTheSameForAnyNumberOfThreads() throws Exception {
        Reproduction.Outcome one = run(List.of(), Generated.zoo(), "one", 1);
        Reproduction.Outcome two = run(List.of(), Generated.zoo(), "two", 2);

        assertThat(withoutTimes(two).equals(withoutTimes(one))).isTrue();
        assertThat(one.markdown().lines().filter(line -> line.contains("NaN") || line.contains("Infinity")))
                .isEmpty();
        assertThat(one.markdown())
                .contains("## table", "## C1", "## C2", "## C3", "## C4", "## C5", "## C6", "## layers", "## devices")
                .contains("| vgg6-bn-mnist | mnist |", "pcm-8bit", "do deeper networks lose more?", "only told");
        assertThat(Files.readString(folder.resolve("one/noise.md"))).isEqualTo(one.markdown());
        assertThat(Files.readString(folder.resolve("one/report.html")))
                .contains("Networks on analog devices", "<svg", "Noise in one layer at a time");
    }

    @Test
    void curvesAreKeptAndADamagedOneIsMeasuredAgain() throws Exception {
        Zoo zoo = Generated.zoo().only(List.of("vgg6", "vgg6-bn"));
        String first = run(List.of("C4"), zoo, "kept", 1).markdown();
        told.clear();

        assertThat(run(List.of("C4"), zoo, "kept", 1).markdown()).isEqualTo(first);
        assertThat(told).noneMatch(line -> line.contains("layer-std"));

        Path curve = folder.resolve("kept/curves/vgg6-seed-1-layer-std.json");
        Files.writeString(curve, "{\"origin\":{}}");
        told.clear();
        assertThat(run(List.of("C4"), zoo, "kept", 1).markdown()).isEqualTo(first);
        assertThat(told)
                .anyMatch(line -> line.contains("vgg6-seed-1-layer-std.json is damaged"))
                .contains("vgg6, seed 1: layer-std")
                .doesNotContain("vgg6, seed 2: layer-std");
    }

    @Test
    void partWithoutItsNetworksIsLeftOutAndRefusedWhereItIsAskedFor() throws Exception {
        Zoo zoo = Generated.zoo().only(List.of("vgg6", "vgg6-bn"));

        assertThat(run(List.of(), zoo, "few", 1).markdown()).contains("## C4").doesNotContain("## C5");
        assertThat(told).anyMatch(line -> line.startsWith("part C5 is left out"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(List.of("C5"), zoo, "none", 1))
                .withMessageContaining("res14");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(List.of("C7"), zoo, "none", 1))
                .withMessageContaining("C7");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void badOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseStudy.Options(List.of(1L, 1L), 2, 1, 1))
                .withMessageContaining("[1, 1]");
        assertThatIllegalArgumentException().isThrownBy(() -> new NoiseStudy.Options(List.of(), 2, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseStudy.Options(List.of(1L), 1, 1, 1))
                .withMessageContaining("got 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new NoiseStudy.Options(List.of(1L), 2, 1, 0));
    }

    @Test
    void copiesOfUnitsAreTheSameFunctionAndShareNoise() throws Exception {
        ModelSpec model = new ModelSpec(
                "mlp",
                Settings.none()
                        .with("inputs", 768)
                        .with("hidden", 24)
                        .with("layers", 3)
                        .with("classes", 10));
        Examples examples = Generated.data().load("cifar10", 1, 60).test();
        try (Learner learner = ENGINE.open(model)) {
            Parameters parameters = learner.initial(5);

            Redundancy.Copies copies = Redundancy.copies(model, parameters, examples, ENGINE, new Seed(3));

            assertThat(copies.changed()).isLessThan(1e-5);
            assertThat(copies.ratios()).containsOnlyKeys("0_W", "1_W", "2_W", "3_W");
            assertThat(copies.ratios().get("0_W")).isBetween(0.42, 0.58);
            assertThat(copies.ratios().get("1_W")).isBetween(0.2, 0.3);
            assertThat(copies.ratios().get("2_W")).isBetween(0.2, 0.3);
            assertThat(copies.ratios().get("3_W")).isBetween(0.42, 0.58);
        }
    }

    @Test
    void figureThatIsNoneIsSaidToBe() {
        assertThat(Seeds.words(Interval.of(List.of(1.0, Double.NaN)))).isEqualTo("none");
        assertThat(Seeds.words(Interval.of(List.of(1.25)))).isEqualTo("1.3");
        assertThat(Seeds.words(Interval.of(List.of(1.0, 1.0)))).isEqualTo("1.0 (1.0 to 1.0)");
    }

    @Test
    void onlyAnMlpIsCopied() {
        ModelSpec vgg = ModelSpec.of("vgg");
        try (Learner learner = ENGINE.open(vgg)) {
            Parameters parameters = learner.initial(1);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Duplicated.of(vgg, parameters))
                    .withMessageContaining("vgg");
        }
    }
}
