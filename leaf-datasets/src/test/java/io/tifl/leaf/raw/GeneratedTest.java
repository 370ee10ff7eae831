package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what the published scripts make, run with NumPy. */
class GeneratedTest {
    private static final Offset<Double> ROUNDING = within(1e-13);

    @Test
    void leafsSyntheticHasLeafsUsersSizesFeaturesAndLabels() throws Exception {
        Collected read = Collected.from(open("leaf-synthetic", Settings.none()));

        assertThat(read.users()).hasSize(1_000).startsWith("0", "1", "2").endsWith("999");
        assertThat(read.users().stream().limit(10).map(user -> read.of(user).size()))
                .containsExactly(86, 33, 52, 6, 11, 784, 11, 153, 7, 672);
        int[] classes = new int[5];
        read.users().forEach(user -> read.of(user).forEach(example -> classes[example.label()]++));
        assertThat(classes).containsExactly(16_607, 15_477, 23_124, 35_783, 16_562);
        ByteBuffer first = doubles(read.of("0").getFirst());
        assertThat(first.getDouble()).isCloseTo(-1.6807978879224568, ROUNDING);
        assertThat(first.getDouble()).isCloseTo(2.346998585998564, ROUNDING);
        assertThat(first.getDouble()).isCloseTo(-1.3534158826589078, ROUNDING);
    }

    @Test
    void leafsSyntheticHasLeafsStatistics() throws Exception {
        Sizes sizes = Sizes.of(open("leaf-synthetic", Settings.none()));

        assertThat(sizes.examples()).isEqualTo(107_553);
        assertThat(sizes.deviation()).isCloseTo(213.2155, within(1e-4));
        assertThat(sizes.median()).isEqualTo(25.5);
    }

    @ParameterizedTest
    @CsvSource({
        "1,   1,   false, 1e406574d257b2ed5533a4c8ab7516d11a31444b, -0.15209630550762393, 1.5258286823995808",
        "0,   0,   false, 4245acd8e2c1e371cdbc451616d7660f537e2fb8, 0.2167221629402224,   0.8564104889899197",
        "0.5, 0.5, false, 37801633d5ad19f1946b4a8ef242fa7be30ff8e4, 0.032312928716299205, 1.1911195856947503",
        "0,   0,   true,  6904f32be952d4c5cbf5428978ab1b3c31a96910, -0.3431520368485801,  -0.019012679308222823"
    })
    void fedProxsSyntheticIsWhatItsScriptDrawsFromTheSameSeed(
            double alpha, double beta, boolean isIid, String labels, double first, double last) throws Exception {
        Settings settings = Settings.none()
                .with("alpha", alpha)
                .with("beta", beta)
                .with("iid", isIid)
                .with("seed", 7);
        Collected read = Collected.from(open("fedprox-synthetic", settings));

        assertThat(read.users()).hasSize(30).startsWith("f_00000", "f_00001").endsWith("f_00029");
        assertThat(read.users().stream().limit(6).map(user -> read.of(user).size()))
                .containsExactly(1655, 71, 108, 173, 61, 104);
        String all = read.users().stream()
                .flatMap(user -> read.of(user).stream())
                .map(example -> Integer.toString(example.label()))
                .collect(Collectors.joining());
        assertThat(all).hasSize(9_908);
        assertThat(HexFormat.of().formatHex(Checksums.digest("SHA-1").digest(all.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(labels);
        assertThat(doubles(read.of("f_00000").getFirst()).getDouble(0)).isCloseTo(first, ROUNDING);
        assertThat(doubles(read.of("f_00029").getLast()).getDouble(59 * 8)).isCloseTo(last, ROUNDING);
    }

    @Test
    void settingsDecideTheOriginAndAreChecked() throws Exception {
        for (String name : List.of("leaf-synthetic", "fedprox-synthetic")) {
            assertThat(open(name, Settings.none()).origin())
                    .isEqualTo(open(name, Settings.none()).origin())
                    .isNotEqualTo(open(name, Settings.none().with("seed", 2)).origin());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(name, Settings.none().with("seed", -1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(name, Settings.none().with("classes", 1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> open(name, Settings.none().with("gamma", 1)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("fedprox-synthetic", Settings.none().with("alpha", -1)));
    }

    @Test
    void generatingCanBeCalledOff() throws Exception {
        SetSource source = open("leaf-synthetic", Settings.none());

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT));
    }

    private static ByteBuffer doubles(Collected.Example example) {
        return ByteBuffer.wrap(example.features()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static SetSource open(String name, Settings settings) throws IOException {
        return RawSet.catalog().get(name).open(new DataSource.Local(Path.of("nowhere")), settings);
    }
}
