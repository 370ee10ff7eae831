package io.tifl.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tifl.protocol.ClientId;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobDefinitionTest {
    @Test
    void nameAndModelAreEnough() throws Exception {
        JobDefinition job = JobDefinition.parse("{name: digits, model: mnist-cnn}");

        assertThat(job.id().value()).isEqualTo("digits");
        assertThat(job.codec()).isEqualTo("float32");
        assertThat(job.quorum()).isEqualTo(4);
        assertThat(job.leastClients()).isEqualTo(5);
    }

    @Test
    void jsonAndYamlMeanTheSame() throws Exception {
        JobDefinition yaml = JobDefinition.parse("""
                name: digits
                model: mlp
                model-settings: {inputs: 10, classes: 2}
                deadline: 12.5
                epochs: 2
                policy: uniform
                """);
        JobDefinition json = JobDefinition.parse("""
                {"name": "digits", "model": "mlp", "model-settings": {"inputs": 10, "classes": 2},
                 "deadline": 12.5, "epochs": 2, "policy": "uniform"}
                """);

        assertThat(json.model()).isEqualTo(yaml.model());
        assertThat(json.training()).isEqualTo(yaml.training());
        assertThat(yaml.deadline()).isEqualTo(Duration.ofMillis(12_500));
        assertThat(yaml.training().integer("epochs", 0)).isEqualTo(2);
    }

    @Test
    void ruleAndServerOptimiserAreNamedWithTheirSettings() throws Exception {
        JobDefinition usual = JobDefinition.parse("{name: digits, model: mlp}");
        JobDefinition job = JobDefinition.parse("""
                name: digits
                model: mlp
                rule: q-fed-avg
                rule-settings: {q: 2}
                server-optimizer: fed-yogi
                server-optimizer-settings: {learning-rate: 0.03, tau: 1e-4}
                """);

        assertThat(usual.rule().name()).isEqualTo("weighted-mean");
        assertThat(usual.serverOptimizer().name()).isEqualTo("add");
        assertThat(job.rule().name()).isEqualTo("q-fed-avg");
        assertThat(job.serverOptimizer().name()).isEqualTo("fed-yogi");
    }

    @Test
    void unknownRulesAndSettingsOfOptimisersAreNamedTogether() {
        InvalidJobException e = catchThrowableOfType(InvalidJobException.class, () -> JobDefinition.parse("""
                        name: digits
                        model: mlp
                        rule: majority
                        server-optimizer: fed-adam
                        server-optimizer-settings: {epsilon: 1}
                        """));

        assertThat(e).hasMessageContaining("no rule 'majority' among").hasMessageContaining("epsilon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizer: rmsprop", "proximal: 0.1", "task-settings: {optimizer: nesterovs}"})
    void clientsThatDoNotTrainAsTheRuleTakesForGrantedAreRefusedWithTheReason(String training) {
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse("name: digits\nmodel: mlp\nrule: fed-nova\n" + training));

        assertThat(e).hasMessageContaining("fed-nova divides by the number of steps");
    }

    @Test
    void scaffoldIsNamedAndRefusesWhatItCannotCorrect() throws Exception {
        JobDefinition job = JobDefinition.parse("{name: digits, model: mlp, server-optimizer: scaffold}");
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse(
                        "{name: digits, model: mlp, server-optimizer: scaffold, rule: q-fed-avg, optimizer: adam}"));

        assertThat(job.serverOptimizer().isRememberedByClients()).isTrue();
        assertThat(e).hasMessageContaining("q-fed-avg does not make");
    }

    @Test
    void privateLayersAreNamedAndBegunWithTheSeedOfTheFirstModel() throws Exception {
        JobDefinition job = JobDefinition.parse("{name: digits, model: mlp, private-layers: head, seed: 7}");
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse("{name: digits, model: mlp, private-layers: 'head,'}"));

        assertThat(job.training().text("private-seed"))
                .isEqualTo(Long.toString(job.modelSeed().value()));
        assertThat(job.privacySettings().values()).containsOnlyKeys("private-layers", "private-seed");
        assertThat(JobDefinition.parse("{name: digits, model: mlp}")
                        .privacySettings()
                        .values())
                .isEmpty();
        assertThat(e).hasMessageContaining("a name of a layer is missing");
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        InvalidJobException e = catchThrowableOfType(InvalidJobException.class, () -> JobDefinition.parse("""
                        name: a:b
                        rounds: 0
                        clients-per-round: 10
                        quorum: 11
                        codec: zip
                        policy: best
                        learning-rate: -1
                        colour: red
                        """));

        assertThat(e.problems())
                .anyMatch(problem -> problem.contains("'model' is missing"))
                .anyMatch(problem -> problem.contains("a:b"))
                .anyMatch(problem -> problem.contains("'rounds'"))
                .anyMatch(problem -> problem.contains("'quorum'"))
                .anyMatch(problem -> problem.contains("zip") && problem.contains("float32"))
                .anyMatch(problem -> problem.contains("best") && problem.contains("adaptive"))
                .anyMatch(problem -> problem.contains("'learning-rate'"))
                .anyMatch(problem -> problem.contains("colour") && problem.contains("clients-per-round"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[1, 2]", "just text", "{name: [", "name: a\nname: b\nmodel: c", "!!java.lang.Runtime {}"})
    void whatIsNoDefinitionIsRefused(String text) {
        InvalidJobException e = catchThrowableOfType(InvalidJobException.class, () -> JobDefinition.parse(text));

        assertThat(e).isNotNull();
    }

    @Test
    void tieredJobsFollowDriftUnlessToldOtherwiseAndVanillaOnesDependOnNoTimes() throws Exception {
        assertThat(keepsItsTiersAfterASlowRound("uniform", "{}")).isFalse();
        assertThat(keepsItsTiersAfterASlowRound("uniform", "{retiering: off}")).isTrue();
        assertThat(keepsItsTiersAfterASlowRound("vanilla", "{}")).isTrue();
    }

    /** Whether clients and latencies are those of before when a client was slow. */
    private static boolean keepsItsTiersAfterASlowRound(String policy, String settings) throws InvalidJobException {
        ClientId client = new ClientId("ann");
        TierPlan before = TierPlan.untiered(List.of(client, new ClientId("bert")));
        LinkedHashMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        latencies.put(client, Duration.ofSeconds(9));
        Feedback slow = new Feedback(
                0, new Cohort(OptionalInt.of(0), List.of(client)), latencies, new LinkedHashMap<>(), List.of());
        JobDefinition job = JobDefinition.parse(
                "{name: a, model: flat, policy: " + policy + ", policy-settings: " + settings + "}");
        TierPlan started = job.policy().tiering().start(before);
        return job.policy().tiering().adapt(started, slow).sharesClientsWith(started);
    }
}
