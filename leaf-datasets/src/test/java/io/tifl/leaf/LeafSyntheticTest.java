package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected values come from LEAF's own script and from LEAF's steps run with NumPy. */
class LeafSyntheticTest {
    private static final Pool LEAF = LeafSynthetic.generate(Settings.none());
    private static final Partition USERS = LEAF.owners().orElseThrow();

    @Test
    void usersHaveLeafsSizes() {
        int[] sizes = sizes(USERS);

        assertThat(Arrays.copyOf(sizes, 10)).containsExactly(86, 33, 52, 6, 11, 784, 11, 153, 7, 672);
        assertThat(sizes).hasSize(1000);
        assertThat(Arrays.stream(sizes).summaryStatistics())
                .satisfies(s -> assertThat(List.of(s.getMin(), s.getMax(), (int) s.getSum()))
                        .containsExactly(5, 1000, 107_553));
        int[] sorted = Arrays.stream(sizes).sorted().toArray();
        assertThat((sorted[499] + sorted[500]) / 2.0).isEqualTo(25.5);
    }

    @Test
    void labelsAreLeafs() {
        assertThat(Deal.classCounts(LEAF.train(), Deal.range(LEAF.train().size())))
                .containsExactly(16_607, 15_477, 23_124, 35_783, 16_562);
        Map<Long, Integer> usersByClassesSeen = new TreeMap<>();
        for (ClientId user : USERS.clients()) {
            long seen = Arrays.stream(Deal.classCounts(LEAF.train(), USERS.rows(user)))
                    .filter(count -> count > 0)
                    .count();
            usersByClassesSeen.merge(seen, 1, Integer::sum);
        }
        assertThat(usersByClassesSeen)
                .containsExactly(
                        Map.entry(1L, 513),
                        Map.entry(2L, 345),
                        Map.entry(3L, 114),
                        Map.entry(4L, 27),
                        Map.entry(5L, 1));
        assertThat(labelBytesSha1(LEAF.train())).isEqualTo("cb6ba9d08d8f7070d1eb849d18639a9bc6e945fe");
    }

    @Test
    void featuresAreLeafsBitForBit() {
        assertThat(Arrays.copyOf(row(LEAF.train(), 0), 5))
                .containsExactly(
                        (float) -1.6807978879224568,
                        (float) 2.346998585998564,
                        (float) -1.3534158826589078,
                        (float) 0.7777446980305247,
                        (float) 0.7668388053559387);
        assertThat(featuresSha256(LEAF.train()))
                .isEqualTo("3203ed5560d71daffeec5c714c05f044c129d87ffe15fa3917005aa41d72021a");
    }

    @Test
    void otherSizesAndSeedsGiveLeafsDataToo() {
        Pool fifty = LeafSynthetic.generate(Settings.none().with("tasks", 50));
        Pool small = LeafSynthetic.generate(Settings.none()
                .with("tasks", 7)
                .with("classes", 3)
                .with("dimensions", 4)
                .with("seed", 1));

        assertThat(fifty.train().size()).isEqualTo(5614);
        assertThat(featuresSha256(fifty.train()))
                .isEqualTo("1357b6a434821f1d47d670dd00dacd897d508a91eada349952df0b2007d08a56");
        assertThat(labelBytesSha1(fifty.train())).isEqualTo("8c8dcc205c4d72472a9eda6a504fa163ed0c6109");
        assertThat(sizes(small.owners().orElseThrow())).containsExactly(522, 10, 11, 7, 118, 5, 663);
        assertThat(featuresSha256(small.train()))
                .isEqualTo("2edd61e0c2d04987d2c43f6f7713f14d98e944aee84c1176f41438844fc3c09f");
        assertThat(labelBytesSha1(small.train())).isEqualTo("3a9f1d648a4cf418e75550b9bafc791694212b11");
    }

    @Test
    void samplingFilteringAndSplittingFollowLeafsScripts() {
        Partition sampled = LeafSampling.atLeast(LeafSampling.niid(USERS, 1.0, 1), 5);

        var clients = Split.leaf(0.6, 2).split(LEAF, sampled, new Seed(0));

        assertThat(sampled.clients().subList(0, 10))
                .extracting(ClientId::value)
                .containsExactly("852", "836", "280", "575", "208", "609", "932", "725", "47", "985");
        assertThat(Arrays.copyOf(sizes(sampled), 10)).containsExactly(1000, 34, 40, 40, 33, 289, 77, 19, 7, 243);
        assertThat(clients.values().stream().limit(10).map(data -> data.train().size()))
                .containsExactly(600, 20, 24, 24, 19, 173, 46, 11, 4, 145);
        assertThat(labelTextSha1(clients.values().stream().map(LocalData::train).toList()))
                .isEqualTo("54b3896aa3bd4f705d1b0dc6649fb2e453a135d7");
        assertThat(labelTextSha1(clients.values().stream().map(LocalData::test).toList()))
                .isEqualTo("34f9397064cc7d8cf641b7fc7c7c8142c2c7a2fe");
    }

    @Test
    void independentSamplingFollowsLeafsScript() {
        Partition sampled = LeafSampling.iid(USERS, 0.02, 0.1, 1);

        int[] first = sampled.rows(new ClientId("0"));
        int[] expectedSizes = IntStream.range(0, 20).map(i -> i < 5 ? 537 : 538).toArray();
        assertThat(sizes(sampled)).containsExactly(expectedSizes);
        assertThat(Arrays.stream(first).limit(20).map(LEAF.train()::label))
                .containsExactly(2, 2, 0, 2, 3, 1, 0, 4, 3, 0, 3, 3, 1, 3, 3, 0, 0, 4, 3, 2);
    }

    @Test
    void samplingCutsTheLastUserToWhatIsMissing() {
        Partition sampled = LeafSampling.niid(USERS, 0.05, 7);

        assertThat(sampled.size()).isEqualTo((int) (0.05 * 107_553));
    }

    @Test
    void usersWithFewExamplesAreLeftOutOnDemand() {
        Partition users = LeafSynthetic.generate(
                        Settings.none().with("tasks", 50).with("min-samples", 20))
                .owners()
                .orElseThrow();

        assertThat(Arrays.stream(sizes(users))).allMatch(size -> size >= 20).hasSizeBetween(20, 40);
    }

    @Test
    void unknownAndWrongSettingsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeafSynthetic.generate(Settings.none().with("users", 3)))
                .withMessageContaining("users")
                .withMessageContaining("tasks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeafSynthetic.generate(Settings.none().with("tasks", 0)))
                .withMessageContaining("tasks must be 1 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeafSynthetic.generate(Settings.none().with("dimensions", 2_000_000_000)))
                .withMessageContaining("dimensions");
    }

    private static int[] sizes(Partition partition) {
        return partition.clients().stream()
                .mapToInt(client -> partition.rows(client).length)
                .toArray();
    }

    private static float[] row(Examples examples, int row) {
        float[] features = new float[examples.featureSize()];
        examples.features(row, features, 0);
        return features;
    }

    private static String featuresSha256(Examples examples) {
        MessageDigest digest = digest("SHA-256");
        for (int row = 0; row < examples.size(); row++) {
            float[] features = row(examples, row);
            ByteBuffer bytes = ByteBuffer.allocate(4 * features.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(features);
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String labelBytesSha1(Examples examples) {
        MessageDigest digest = digest("SHA-1");
        for (int row = 0; row < examples.size(); row++) {
            digest.update((byte) examples.label(row));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String labelTextSha1(Collection<Examples> all) {
        StringBuilder text = new StringBuilder();
        for (Examples examples : all) {
            for (int row = 0; row < examples.size(); row++) {
                text.append(examples.label(row));
            }
        }
        byte[] sha1 = digest("SHA-1").digest(text.toString().getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha1);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
