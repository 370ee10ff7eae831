package io.tifl.leaf.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.LeafSynthetic;
import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.PoolSource;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.Reading;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparerTest {
    private static final Form NUMBERED =
            new Form("numbered", Column.of(ElementType.I32), Reading.PLAIN, Column.of(ElementType.U8), 2, false);

    @TempDir
    Path folder;

    private SetStore store = new SetStore(Path.of("."));

    @BeforeEach
    void open() {
        store = new SetStore(folder);
    }

    private StoredSet synthetic() throws IOException, InterruptedException {
        PoolSource source = PoolSource.train(LeafSynthetic.generate(Settings.none()));
        return store.obtain(
                new Recipe("leaf-synthetic", List.of("golden")),
                source.form(),
                parts -> source.read(parts.begin("all"), ReadProgress.SILENT));
    }

    /** Users of these sizes; every example is its number. */
    private StoredSet numbered(Form form, int... sizes) throws IOException, InterruptedException {
        return store.obtain(new Recipe("numbered", List.of(form + Arrays.toString(sizes))), form, parts -> {
            SetSink sink = parts.begin("all");
            int row = 0;
            for (int user = 0; user < sizes.length; user++) {
                sink.user("user-" + user, "");
                for (int i = 0; i < sizes[user]; i++) {
                    sink.example(features(form, row++), new byte[] {0}, SetSink.NO_NOTE);
                }
            }
        });
    }

    // Of windows of one text, each a character on, of which no part comes twice.
    private static byte[] features(Form form, int row) {
        if (form.reading() == Reading.LETTERS) {
            byte[] window = new byte[LeafForms.WINDOW];
            for (int i = 0; i < window.length; i++) {
                window[i] = (byte) ('a' + Long.remainderUnsigned(((row + i) * 0x9e3779b97f4a7c15L) >>> 20, 26));
            }
            return window;
        }
        return new byte[] {(byte) row, (byte) (row >> 8), (byte) (row >> 16), (byte) (row >> 24)};
    }

    private static int[] numbers(StoredSet set, String part, int user) {
        Part.User one = set.part(part).user(user);
        return IntStream.range(one.firstRow(), one.firstRow() + one.rows())
                .map(row -> set.part(part).features().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, row))
                .toArray();
    }

    private static String labelsSha1(Part part) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < part.rows(); row++) {
            text.append(part.examples().label(row));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    private StoredSet prepared(StoredSet whole, Preparation how) throws IOException, InterruptedException {
        return new Preparer(store).prepare(whole, how, ReadProgress.SILENT);
    }

    private static Preparation split(Splitting.By by, double fraction, long seed) {
        return new Preparation(Optional.empty(), 0, Optional.of(new Splitting(by, fraction, seed)), false);
    }

    @Test
    void sampledKeptAndSplitAsLeafsScriptsDo() throws Exception {
        Preparation how = new Preparation(
                Optional.of(new Sampling.Users(1, 1)),
                5,
                Optional.of(new Splitting(Splitting.By.EXAMPLE, 0.6, 2)),
                false);
        try (StoredSet whole = synthetic();
                StoredSet set = prepared(whole, how)) {
            Part train = set.part("train");

            assertThat(train.users().subList(0, 10))
                    .extracting(Part.User::id)
                    .containsExactly("852", "836", "280", "575", "208", "609", "932", "725", "47", "985");
            assertThat(train.users().subList(0, 10))
                    .extracting(Part.User::rows)
                    .containsExactly(600, 20, 24, 24, 19, 173, 46, 11, 4, 145);
            assertThat(train.rows()).isEqualTo(64_153);
            assertThat(set.part("test").rows()).isEqualTo(43_400);
            assertThat(labelsSha1(train)).isEqualTo("54b3896aa3bd4f705d1b0dc6649fb2e453a135d7");
            assertThat(labelsSha1(set.part("test"))).isEqualTo("34f9397064cc7d8cf641b7fc7c7c8142c2c7a2fe");
            assertThat(LeakCheck.of(set)).isEqualTo(new LeakCheck(43_400, 0, 0, 0));
        }
    }

    @Test
    void singleExamplesAreSampledAsLeafsScriptDoes() throws Exception {
        Preparation how = new Preparation(Optional.of(new Sampling.Examples(0.02, 0.1, 1)), 0, Optional.empty(), false);
        try (StoredSet whole = synthetic();
                StoredSet set = prepared(whole, how)) {
            Part all = set.part("all");

            assertThat(all.users())
                    .extracting(Part.User::id)
                    .startsWith("0", "1", "2")
                    .hasSize(20);
            assertThat(all.sizes())
                    .containsExactly(
                            IntStream.range(0, 20).map(i -> i < 5 ? 537 : 538).toArray());
            assertThat(IntStream.range(0, 20).map(all.examples()::label))
                    .containsExactly(2, 2, 0, 2, 3, 1, 0, 4, 3, 0, 3, 3, 1, 3, 3, 0, 0, 4, 3, 2);
        }
    }

    @Test
    void whatIsPreparedOnceIsNotPreparedAgain() throws Exception {
        try (StoredSet whole = numbered(NUMBERED, 10, 20)) {
            prepared(whole, split(Splitting.By.EXAMPLE, 0.5, 1)).close();
            prepared(whole, split(Splitting.By.EXAMPLE, 0.5, 1)).close();
            prepared(whole, split(Splitting.By.EXAMPLE, 0.5, 2)).close();
        }

        assertThat(store.list()).hasSize(3);
    }

    @Test
    void splitPartsEachUsersExamplesInTheirOrder() throws Exception {
        try (StoredSet whole = numbered(NUMBERED, 10, 1, 2);
                StoredSet set = prepared(whole, split(Splitting.By.EXAMPLE, 0.75, 5))) {
            assertThat(set.part("train").sizes()).containsExactly(7, 1);
            assertThat(set.part("test").sizes()).containsExactly(3, 1);
            assertThat(numbers(set, "train", 0)).isSorted();
            assertThat(IntStream.concat(IntStream.of(numbers(set, "train", 0)), IntStream.of(numbers(set, "test", 0))))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(set.part("train").users()).extracting(Part.User::id).containsExactly("user-0", "user-2");
        }
    }

    @Test
    void splitByUserPutsEachUserOnOneSide() throws Exception {
        int[] sizes = IntStream.generate(() -> 3).limit(10).toArray();
        try (StoredSet whole = numbered(NUMBERED, sizes);
                StoredSet set = prepared(whole, split(Splitting.By.USER, 0.9, 1))) {
            List<String> train =
                    set.part("train").users().stream().map(Part.User::id).toList();

            assertThat(train).hasSize(9).isSorted();
            assertThat(set.part("test").users())
                    .singleElement()
                    .satisfies(user -> assertThat(train).doesNotContain(user.id()));
            // sample(range(10), 9) of Python's Random(1) leaves out 6.
            assertThat(set.part("test").user(0).id()).isEqualTo("user-6");
        }
    }

    @Test
    void windowsOfShakespeareArePartedByAGapAndSpeakersWithoutTestWindowsLeftOut() throws Exception {
        try (StoredSet whole = numbered(shakespeare(), 200, 80);
                StoredSet set = prepared(whole, split(Splitting.By.EXAMPLE, 0.5, 1))) {
            assertThat(set.part("train").sizes()).containsExactly(100);
            assertThat(set.part("test").sizes()).containsExactly(21);
            assertThat(LeakCheck.of(set)).isEqualTo(new LeakCheck(21, 0, 0, 0));
        }
    }

    private static Form shakespeare() {
        Form real = LeafForms.shakespeare();
        return new Form("numbered", real.features(), real.reading(), real.labels(), real.classes(), false);
    }

    private static Preparation sampledWindows(boolean leafCompat) {
        return new Preparation(
                Optional.of(new Sampling.Users(0.8, 1)),
                0,
                Optional.of(new Splitting(Splitting.By.EXAMPLE, 0.5, 1)),
                leafCompat);
    }

    @Test
    void aSpeakerCutByTheSampleLeaksInLeafAndNotHere() throws Exception {
        try (StoredSet whole = numbered(shakespeare(), 400);
                StoredSet ours = prepared(whole, sampledWindows(false));
                StoredSet leafs = prepared(whole, sampledWindows(true))) {
            assertThat(LeakCheck.of(ours).isClean()).isTrue();
            assertThat(LeakCheck.of(leafs).overlapping()).isGreaterThan(50);
            assertThat(leafs.part("train").sizes()).isEqualTo(ours.part("train").sizes());
        }
    }

    @Test
    void windowsAreSampledOneByOneOnlyIfLeafsFaultsAreWanted() throws Exception {
        Sampling single = new Sampling.Examples(0.5, 0.5, 1);
        try (StoredSet whole = numbered(shakespeare(), 400, 300)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> prepared(whole, new Preparation(Optional.of(single), 0, Optional.empty(), false)))
                    .withMessageContaining("windows of one text overlap")
                    .withMessageContaining("--leaf-compat");
            try (StoredSet set = prepared(whole, new Preparation(Optional.of(single), 0, Optional.empty(), true))) {
                assertThat(set.part("all").rows()).isEqualTo(350);
            }
        }
    }

    @Test
    void leafTakesTheFractionOfEachOfFemnistsFiles() throws Exception {
        Form femnist =
                new Form("femnist", Column.of(ElementType.I32), Reading.PLAIN, Column.of(ElementType.U8), 2, false);
        int[] sizes = IntStream.generate(() -> 7).limit(250).toArray();
        try (StoredSet whole = numbered(femnist, sizes);
                StoredSet ours = prepared(whole, sampled(false));
                StoredSet leafs = prepared(whole, sampled(true))) {
            // 5 % of 700, 700 and 350 examples, and of 1,750.
            assertThat(leafs.part("all").sizes()).containsExactly(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 3);
            assertThat(leafs.part("all").users().subList(0, 5))
                    .allSatisfy(user -> assertThat(number(user)).isLessThan(100));
            assertThat(leafs.part("all").users().subList(5, 10))
                    .allSatisfy(user -> assertThat(number(user)).isBetween(100, 199));
            assertThat(ours.part("all").rows()).isEqualTo(87);
        }
    }

    private static int number(Part.User user) {
        return Integer.parseInt(user.id().substring("user-".length()));
    }

    private static Preparation sampled(boolean leafCompat) {
        return new Preparation(Optional.of(new Sampling.Users(0.05, 3)), 0, Optional.empty(), leafCompat);
    }

    @Test
    void whatIsBothTrainedOnAndTestedIsFound() throws Exception {
        try (StoredSet leaking = store.obtain(new Recipe("numbered", List.of("leaking")), NUMBERED, parts -> {
            SetSink train = parts.begin("train");
            for (String user : List.of("ann", "bob")) {
                train.user(user, "");
                train.example(features(NUMBERED, user.length() + user.charAt(0)), new byte[] {1}, SetSink.NO_NOTE);
            }
            SetSink test = parts.begin("test");
            test.user("ann", "");
            test.example(features(NUMBERED, 3 + 'a'), new byte[] {1}, SetSink.NO_NOTE);
            test.example(features(NUMBERED, 3 + 'b'), new byte[] {1}, SetSink.NO_NOTE);
            test.example(features(NUMBERED, 3 + 'b'), new byte[] {0}, SetSink.NO_NOTE);
            test.user("carl", "");
            test.example(features(NUMBERED, 3 + 'a'), new byte[] {1}, SetSink.NO_NOTE);
        })) {
            assertThat(LeakCheck.of(leaking)).isEqualTo(new LeakCheck(4, 3, 1, 0));
        }
    }

    @Test
    void aRecipeTellsHowASetWasPrepared() {
        for (Preparation how : List.of(
                Preparation.NONE,
                sampledWindows(true),
                split(Splitting.By.USER, 0.9, -5),
                new Preparation(
                        Optional.of(new Sampling.Examples(0.01, 1e-5, Long.MAX_VALUE)), 7, Optional.empty(), false))) {
            List<String> lines = new ArrayList<>(List.of("split the text", "sample of something"));
            lines.addAll(how.lines());

            assertThat(Preparation.parse(lines)).isEqualTo(how);
        }
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampling.Users(0, 1))
                .withMessageContaining("0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.Users(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.Examples(1.5, 0.5, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Splitting(Splitting.By.USER, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(Optional.empty(), -1, Optional.empty(), false));
    }
}
