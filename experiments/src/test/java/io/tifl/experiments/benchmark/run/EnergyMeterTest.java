package io.tifl.experiments.benchmark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.spec.Prices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
    private static final Prices SILENT = new Prices(0, OptionalDouble.empty(), 0, 1);
    private static final Prices WATTS = new Prices(0, OptionalDouble.of(50), 0, 1);

    @TempDir
    private Path powercap;

    private void zone(String folder, String name, long microjoules) throws IOException {
        Path zone = Files.createDirectories(powercap.resolve(folder));
        Files.writeString(zone.resolve("name"), name + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), "1000000000\n");
        Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
    }

    @Test
    void packagesAddUpAndTheirPartsAreNotCountedTwice() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000);
        zone("intel-rapl:1", "package-1", 5_000_000);
        zone("intel-rapl:0:0", "core", 0);
        zone("intel-rapl:2", "psys", 0);
        EnergyMeter meter = EnergyMeter.start(powercap);
        zone("intel-rapl:0", "package-0", 3_500_000);
        zone("intel-rapl:1", "package-1", 6_000_000);
        zone("intel-rapl:0:0", "core", 900_000_000);
        zone("intel-rapl:2", "psys", 900_000_000);

        assertThat(meter.over(Duration.ofSeconds(9), WATTS)).isEqualTo(new Energy(3.5, Energy.Source.METER));
    }

    @Test
    void counterThatBeganAgainIsFollowed() throws IOException {
        zone("intel-rapl:0", "package-0", 900_000_000);
        EnergyMeter meter = EnergyMeter.start(powercap);
        zone("intel-rapl:0", "package-0", 100_000_000);
        meter.read();
        zone("intel-rapl:0", "package-0", 50_000_000);

        assertThat(meter.over(Duration.ofSeconds(9), SILENT).joules()).isCloseTo(200 + 950, within(1e-6));
    }

    @Test
    void wattsThatSomebodySaidAreAnEstimateAndNothingIsUnknown() {
        assertThat(EnergyMeter.start(powercap).over(Duration.ofSeconds(2), WATTS))
                .isEqualTo(new Energy(100, Energy.Source.ESTIMATE));
        assertThat(EnergyMeter.start(powercap.resolve("none")).over(Duration.ofSeconds(2), SILENT))
                .isEqualTo(new Energy(Double.NaN, Energy.Source.UNKNOWN));
    }

    @Test
    void meterThatCannotBeReadIsNone() throws IOException {
        zone("intel-rapl:0", "package-0", 1);
        EnergyMeter meter = EnergyMeter.start(powercap);
        Files.writeString(powercap.resolve("intel-rapl:0/energy_uj"), "nonsense");

        assertThat(meter.over(Duration.ofSeconds(2), WATTS).source()).isEqualTo(Energy.Source.ESTIMATE);
    }
}
