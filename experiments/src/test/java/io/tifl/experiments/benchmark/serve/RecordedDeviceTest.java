package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedDeviceTest {
    @ParameterizedTest
    @CsvSource({
        "resnet50, 1, 10.3, 12.5",
        "resnet50, 32, 111.0, 131.2",
        "resnet152, 4, 30.0, 34.3",
        "vgg16, 8, 38.6, 43.6",
        "vgg19, 32, 111.8, 131.0",
        "resnet101, 2, 17.4, 23.1"
    })
    void rowsAreThePublishedOnes(String model, int batch, double median, double tail) {
        assertThat(RecordedDevice.named(model).median(batch)).isCloseTo(median, within(1e-9));
        assertThat(RecordedDevice.named(model).tail(batch)).isCloseTo(tail, within(1e-9));
    }

    @Test
    void batchesBetweenAndBeyondTheRowsLieOnALine() {
        RecordedDevice device = RecordedDevice.named("resnet50");

        assertThat(device.median(12)).isCloseTo((35.8 + 53.3) / 2, within(1e-9));
        assertThat(device.median(48)).isCloseTo(111.0 + (111.0 - 53.3), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet50", "resnet101", "resnet152", "vgg16", "vgg19"})
    void greaterBatchesTakeLonger(String model) {
        RecordedDevice device = RecordedDevice.named(model);

        for (int batch = 2; batch <= 64; batch++) {
            assertThat(device.median(batch)).isGreaterThan(device.median(batch - 1));
            assertThat(device.tail(batch)).isGreaterThan(device.median(batch));
        }
    }

    @Test
    void sameSeedSameTimes() {
        RandomGenerator chance = new Seed(1).generator();
        RandomGenerator again = new Seed(1).generator();

        for (int i = 0; i < 100; i++) {
            assertThat(RecordedDevice.named("vgg16").nanos(3, chance))
                    .isEqualTo(RecordedDevice.named("vgg16").nanos(3, again))
                    .isPositive();
        }
    }

    @Test
    void whatWasNotRecordedIsRefusedNamingWhatWas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedDevice.named("gpt"))
                .withMessageContaining("'gpt'")
                .withMessageContaining("resnet50");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedDevice.named("vgg16").median(0))
                .withMessageContaining("0");
    }
}
