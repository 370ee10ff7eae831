package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyVariantTest {
    @Test
    void settingsOverCommitAndOracleAreToldApart() {
        PolicyVariant variant = PolicyVariant.parse(" adaptive  retiering=on over-commit=0.3 oracle=on ");

        assertThat(variant.text()).isEqualTo("adaptive retiering=on over-commit=0.3 oracle=on");
        assertThat(variant.policy()).isEqualTo("adaptive");
        assertThat(variant.settings()).isEqualTo(Map.of("retiering", "on"));
        assertThat(variant.overCommit()).hasValue(0.3);
        assertThat(variant.oracle()).isTrue();
        assertThat(variant.folder()).matches("[A-Za-z0-9-]+");
    }

    @Test
    void itsSettingsWinOverThoseOfTheScenarioAndOthersAreLeftOut() throws IOException {
        ReplayOptions options = new ReplayOptions();
        options.policySettings =
                Map.of("adaptive", Map.of("interval", "7", "rank", "hpdc"), "oort", Map.of("clip", "1"));
        options.drift = 0.3;
        options.driftAt = 10.0;
        ReplaySettings scenario = options.resolve(null);

        ReplaySettings settings = PolicyVariant.parse("adaptive interval=9 over-commit=0.5 oracle=on")
                .in(scenario, 4);

        assertThat(settings.policies()).containsExactly("adaptive");
        assertThat(settings.seeds()).containsExactly(4L);
        assertThat(settings.tiers().policySettings().keySet()).containsExactly("adaptive");
        assertThat(settings.tiers().policySettings().get("adaptive"))
                .containsEntry("interval", "9")
                .containsEntry("rank", "hpdc");
        assertThat(settings.rounds().overCommit()).isEqualTo(0.5);
        assertThat(settings.course().drift().known()).isTrue();
        assertThat(scenario.course().drift().known()).isFalse();
    }

    @Test
    void aPlainPolicyIsTheScenariosOwn() throws IOException {
        ReplaySettings scenario = new ReplayOptions().resolve(null);

        assertThat(PolicyVariant.parse("vanilla").in(scenario, 1))
                .isEqualTo(scenario.only(List.of("vanilla"), List.of(1L)));
    }

    @Test
    void anOracleFitsOnlyWhereSpeedsDrift() throws IOException {
        assertThat(PolicyVariant.parse("adaptive oracle=on").fits(new ReplayOptions().resolve(null)))
                .isFalse();
        assertThat(PolicyVariant.parse("adaptive").fits(new ReplayOptions().resolve(null)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "=on",
                "retiering=on",
                "adaptive retiering",
                "adaptive =on",
                "adaptive interval=",
                "adaptive interval=1 interval=2",
                "oort over-commit=much",
                "adaptive oracle=off"
            })
    void whatIsNoPolicyIsRefusedAndQuoted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyVariant.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
