package io.tifl.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tifl.aggregation.secure.Strength;
import io.tifl.coordinator.round.SecureAggregation;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.Pace;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void secureAggregationIsReadWithItsUsualSettings() throws Exception {
        JobDefinition job = JobDefinition.parse("""
                name: digits
                model: mlp
                clients-per-round: 20
                secure-aggregation: {authority: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, bits: 64, corrupt: 0.05}
                """);

        SecureAggregation secure = job.secure().orElseThrow();
        assertThat(secure.terms()).isEqualTo(new SecureTerms(Ring.BITS_64, 8, 1 << 20, 20));
        assertThat(secure.strength()).isEqualTo(new Strength(0.05, 0.2, Strength.Server.EQUIVOCATING));
        assertThat(secure.authority()).isEqualTo(new byte[32]);
        assertThat(secure.stageLimit()).isEqualTo(Duration.ofSeconds(60));
        assertThat(JobDefinition.parse("{name: digits, model: mlp}").secure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule: fed-nova",
                "codec: int8",
                "quorum: 2",
            })
    void whatNeedsSingleUpdatesIsRefusedTogetherWithSecureAggregation(String line) {
        String text =
                "name: digits\nmodel: mlp\nsecure-aggregation: {authority: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}\n";

        InvalidJobException refused =
                catchThrowableOfType(InvalidJobException.class, () -> JobDefinition.parse(text + line));

        assertThat(refused).hasMessageContaining("secure aggregation");
    }

    @Test
    void aBadSettingOfSecureAggregationIsNamed() {
        for (String bad : List.of("{}", "{authority: AAAA}", "{authority: AAAA, colour: red}")) {
            InvalidJobException refused = catchThrowableOfType(
                    InvalidJobException.class,
                    () -> JobDefinition.parse("{name: digits, model: mlp, secure-aggregation: " + bad + "}"));

            assertThat(refused).hasMessageMatching("(?s).*(authority|32 bytes|colour).*");
        }
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
    void modelsOfTheirOwnAreTrainedAndJudged() throws Exception {
        JobDefinition job = JobDefinition.parse(
                "{name: digits, model: mlp, ditto: 0.5, fine-tune-epochs: 3, fine-tune-learning-rate: 0.1}");

        assertThat(job.training().text("ditto")).isEqualTo("0.5");
        assertThat(job.evaluationSettings().values())
                .containsOnly(
                        Map.entry("own", "true"),
                        Map.entry("fine-tune-epochs", "3"),
                        Map.entry("learning-rate", "0.1"));
        assertThat(job.evaluatedModels()).containsOnlyKeys("global", "ditto", "fine-tuned");
        assertThat(JobDefinition.parse("{name: digits, model: mlp, private-layers: head}")
                        .evaluatedModels())
                .containsOnlyKeys("private layers");
    }

    @ParameterizedTest
    @CsvSource({
        "'ditto: -1', must be 0 or more",
        "'ditto: strong', expected a finite number",
        "'ditto: 300', times the learning rate must be below 2",
        "'ditto: 1, private-layers: head', do not go with it",
        "'fine-tune-epochs: -1', fine-tune-epochs",
        "'fine-tune-epochs: 1, fine-tune-learning-rate: 0', fine-tune-learning-rate",
        "'fine-tune-learning-rate: 0.1', goes with"
    })
    void modelsOfTheirOwnThatCannotBeAreRefused(String settings, String problem) {
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class, () -> JobDefinition.parse("{name: digits, model: mlp, " + settings + "}"));

        assertThat(e).hasMessageContaining(problem);
    }

    @Test
    void privateLayersDoNotGoTogetherWithMasks() {
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse("{name: digits, model: mlp, private-layers: head, secure-aggregation: "
                        + "{authority: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}}"));

        assertThat(e.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("private-layers", "secure-aggregation"));
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

    @ParameterizedTest
    @ValueSource(strings = {"fedbuff", "fedasync", "fedat", "semi-async", "flow"})
    void aJobMayBeAsynchronous(String policy) throws Exception {
        assertThat(JobDefinition.parse("{name: a, model: flat, policy: " + policy + "}")
                        .policy()
                        .pace())
                .isInstanceOf(Pace.Overlapping.class);
    }

    @Test
    void aJobServesTheModelThatDevicesTrainFrom() throws Exception {
        JobDefinition job = JobDefinition.parse("{name: a, model: flat, policy: flow}");

        assertThat(((Pace.Overlapping) job.policy().pace()).meanOf()).isEqualTo(1);
        assertThatThrownBy(() ->
                        JobDefinition.parse("{name: a, model: flat, policy: flow, policy-settings: {mean-of: 10}}"))
                .isInstanceOf(InvalidJobException.class)
                .hasMessageContaining("mean-of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server-optimizer: scaffold | what clients keep belongs to a model that has moved",
                "wrappers: {clip: 1, noise: 1, epsilon: 9, delta: 1e-6} | a privacy budget needs another",
                "rule: multi-krum, rule-settings: {attackers: 1}, policy-settings: {buffer: 2} | but the buffer is 2",
            })
    void whatDoesNotGoWithOverlappingRoundsIsRefusedWithTheReason(String part, String reason) {
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse("{name: a, model: flat, policy: fedbuff, " + part + "}"));

        assertThat(e.problems()).singleElement().asString().contains(reason);
    }

    @Test
    void aJobMayScheduleByOortAndBadSettingsOfItAreNamed() throws Exception {
        JobDefinition job = JobDefinition.parse(
                "{name: a, model: flat, policy: oort, policy-settings: {parameters: fedscale, bar-after: 10}}");

        assertThat(job.policy().selection().name()).isEqualTo("oort");
        assertThat(job.isTiered()).isFalse();
        InvalidJobException e = catchThrowableOfType(
                InvalidJobException.class,
                () -> JobDefinition.parse("{name: a, model: flat, policy: oort, policy-settings: {cut-off: 2}}"));
        assertThat(e.problems()).anyMatch(problem -> problem.contains("cut-off must lie in [0, 1], got 2"));
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
