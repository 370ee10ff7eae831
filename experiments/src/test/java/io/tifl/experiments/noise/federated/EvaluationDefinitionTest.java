package io.tifl.experiments.noise.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tifl.coordinator.job.InvalidJobException;
import io.tifl.coordinator.job.JobDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationDefinitionTest {
    @Test
    void whatIsNotSaidHasAnUsualValue() throws Exception {
        EvaluationDefinition definition =
                EvaluationDefinition.parse("name: e\nmodel: mnist@3\ndevice-scale: layer-max");

        assertThat(definition.models()).containsExactly("mnist@3");
        assertThat(definition.rounds()).isEqualTo(10);
        assertThat(definition.noise().levels()).hasSize(6);
        assertThat(definition.noise().trials()).isEqualTo(10);
        assertThat(definition.noise().unit().orElseThrow()).contains("largest");
        assertThat(EvaluationDefinition.parse("{name: e, model: mnist, follow: true}")
                        .rounds())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "name: e | say either 'model' or 'models'",
                "{model: a, name: 'x y'} | 'name' is 1 to 40",
                "{name: e, model: a@-1} | whole number from 0",
                "{name: e, model: a, rounds: 0} | 'rounds' must lie between 1 and",
                "{name: e, model: a, target: -1} | 'target' must lie between 0.0 and 100.0",
                "{name: e, model: a, device: lava} | pcm-8bit",
                "{name: e, model: a, device-scale: moon} | layer-std",
                "{name: e, model: a, levels: [0.1, -0.2]} | -0.2",
                "{name: e, model: a, levels: [0.1, 0]} | the clean model is judged anyway",
                "{name: e, model: a, levels: [0.1, x]} | a level of noise is a number, got 'x'",
                "{name: e, model: a, trials: 500} | 1 to 1000 chips",
                "{name: e, model: a, scope: soul} | 'soul'",
                "{name: e, model: a, colour: red} | unknown setting [colour]",
                "{name: e, model: a, profiles: gaussian} | a device and its level",
                "{name: e, model: a, profiles: gaussian@0.1, levels: 0.1} | 'levels' does not go with it",
                "{name: e, model: a, profiles: 'gaussian@0.1, gaussian@0.1'} | named once",
                "{name: e, models: [a, b], follow: true} | 'follow' is of one job",
                "{name: e, models: [a, a]} | each once",
                "{name: e, name: f, model: a} | Duplicate",
                "[1, 2] | neither YAML nor JSON",
            })
    void whatIsWrongIsToldByName(String text, String reason) {
        assertThatExceptionOfType(InvalidEvaluationException.class)
                .isThrownBy(() -> EvaluationDefinition.parse(text))
                .withMessageContaining(reason);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatExceptionOfType(InvalidEvaluationException.class)
                .isThrownBy(() -> EvaluationDefinition.parse("{name: '', model: a, rounds: 0, device: lava}"))
                .satisfies(e -> assertThat(e.problems()).hasSize(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{name: j, model: mlp, task: noise-train} | 'profiles' is missing",
                "{name: j, model: mlp, task: noise-train, task-settings: {profiles: lava@1}} | pcm-8bit",
                "{name: j, model: mlp, task: noise-train, task-settings: {profiles: gaussian@-1}} | -1",
                "{name: j, model: mlp, task: noise-train, optimizer: adam, task-settings: {profiles: gaussian@1}} | sgd",
                "{name: j, model: mlp, task: noise-train, proximal: 1, task-settings: {profiles: gaussian@1}} | proximal",
                "{name: j, model: mlp, task: noise-train, task-settings: {profiles: gaussian@1, assign: x}} | seed or own"
            })
    void aJobThatNoClientCouldTrainForIsRefusedAtOnce(String text, String reason) {
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> JobDefinition.parse(text))
                .withMessageContaining("noise-train")
                .withMessageContaining(reason);
    }

    @Test
    void aJobThatClientsCanTrainForIsTaken() throws Exception {
        JobDefinition job = JobDefinition.parse("{name: j, model: mlp, task: noise-train, batch-size: 20,"
                + " task-settings: {profiles: 'gaussian:scale=layer-max@0.1, pcm-8bit@86400', assign: own}}");

        assertThat(job.task()).isEqualTo("noise-train");
    }
}
