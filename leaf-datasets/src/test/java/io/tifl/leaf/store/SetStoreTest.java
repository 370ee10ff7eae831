package io.tifl.leaf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetStoreTest {
    @TempDir
    private Path folder;

    @Test
    void aSetIsBuiltOnce() throws Exception {
        SetStore store = new SetStore(folder.resolve("made/when/needed"));
        AtomicInteger built = new AtomicInteger();
        Producer producer = counting(built);

        obtain(store, producer);
        obtain(store, producer);

        assertThat(built).hasValue(1);
        store.rebuild(MadeUpSets.RECIPE, MadeUpSets.FORM, producer).close();
        assertThat(built).hasValue(2);
    }

    @Test
    void threadsThatWantTheSameSetBuildItOnce() throws Exception {
        AtomicInteger built = new AtomicInteger();
        Callable<Void> obtaining = () -> {
            obtain(new SetStore(folder), counting(built));
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(List.of(obtaining, obtaining, obtaining, obtaining))) {
                done.get();
            }
        }

        assertThat(built).hasValue(1);
    }

    private static Producer counting(AtomicInteger built) {
        return parts -> {
            built.incrementAndGet();
            MadeUpSets.produce(parts);
        };
    }

    private static void obtain(SetStore store, Producer producer) throws IOException, InterruptedException {
        store.obtain(MadeUpSets.RECIPE, MadeUpSets.FORM, producer).close();
    }

    @Test
    void aProducerThatFailsLeavesNothingBehind() {
        SetStore store = new SetStore(folder);

        assertThatIOException()
                .isThrownBy(() -> obtain(store, parts -> {
                    MadeUpSets.produce(parts);
                    throw new IOException("cut off");
                }))
                .withMessage("cut off");
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> obtain(store, parts -> {
                    parts.begin("all");
                    throw new InterruptedException();
                }));
        assertThatIOException().isThrownBy(() -> obtain(store, parts -> {})).withMessageContaining("no parts");
        assertThat(filesOfSets()).isEmpty();
    }

    @Test
    void aProducerThatFailsLeavesTheFormerSet() throws Exception {
        SetStore store = new SetStore(folder);
        obtain(store, MadeUpSets::produce);

        assertThatIOException()
                .isThrownBy(() -> store.rebuild(MadeUpSets.RECIPE, MadeUpSets.FORM, parts -> {
                    throw new IOException("cut off");
                }));

        obtain(store, parts -> {
            throw new AssertionError("built again");
        });
    }

    @Test
    void wrongRowsAreNamed() {
        assertRefused("example 0 of user 'ann' has label 3, expected 0 to 2", sink -> {
            sink.user("ann", "");
            sink.example(new byte[4], new byte[] {3}, SetSink.NO_NOTE);
        });
        assertRefused("user 'ann' comes twice", sink -> {
            sink.user("ann", "");
            sink.user("bob", "");
            sink.user("ann", "");
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> obtain(
                        new SetStore(folder),
                        parts -> parts.begin("all").example(new byte[4], new byte[1], SetSink.NO_NOTE)))
                .withMessageContaining("before the first user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> obtain(new SetStore(folder), parts -> {
                    SetSink sink = parts.begin("all");
                    sink.user("ann", "");
                    sink.example(new byte[5], new byte[1], SetSink.NO_NOTE);
                }))
                .withMessage("features take 4 bytes, got 5");
        assertThat(filesOfSets()).isEmpty();
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            byte[] row = new byte[16];
            ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).putDouble(8, wrong);
            assertThatIOException()
                    .isThrownBy(() -> new SetStore(folder)
                            .obtain(new Recipe("x", List.of()), LeafForms.synthetic(2, 5), parts -> {
                                SetSink sink = parts.begin("all");
                                sink.user("7", "");
                                sink.example(row, new byte[1], SetSink.NO_NOTE);
                            }))
                    .withMessageContaining("example 0 of user '7' has " + wrong + " as feature 1");
        }
    }

    private void assertRefused(String message, Rows rows) {
        assertThatIOException()
                .isThrownBy(() -> obtain(new SetStore(folder), parts -> rows.push(parts.begin("all"))))
                .withMessageContaining(message);
    }

    interface Rows {
        void push(SetSink sink) throws IOException;
    }

    @Test
    void leftoversOfAKilledProcessAreDeleted() throws Exception {
        SetStore store = new SetStore(folder);
        String name = store.file(MadeUpSets.RECIPE).getFileName().toString();
        Files.write(folder.resolve("." + name + ".part"), new byte[1000]);
        Files.write(folder.resolve("." + name + ".part.0"), new byte[1000]);

        obtain(store, MadeUpSets::produce);

        assertThat(filesOfSets()).containsExactly(name);
    }

    @Test
    void setsAreListedAndFoundByTheStartOfTheirNames() throws Exception {
        SetStore store = new SetStore(folder);
        assertThat(new SetStore(folder.resolve("missing")).list()).isEmpty();
        obtain(store, MadeUpSets::produce);
        Recipe other = new Recipe("made-up", List.of("other"));
        store.obtain(other, MadeUpSets.FORM, MadeUpSets::produce).close();

        assertThat(store.list())
                .extracting(SetStore.Entry::id)
                .containsExactlyInAnyOrder(MadeUpSets.RECIPE.id(), other.id());
        try (StoredSet found = store.find(other.id().substring(0, 6)).orElseThrow()) {
            assertThat(found.recipe()).isEqualTo(other);
        }
        try (StoredSet found = store.find("made-up-" + other.id()).orElseThrow()) {
            assertThat(found.id()).isEqualTo(other.id());
        }
        assertThat(store.find("zzz")).isEmpty();
        assertThatIOException().isThrownBy(() -> store.find("made-up")).withMessageContaining("2 sets");
    }

    @Test
    void aDamagedSetIsNotBuiltOverUnasked() throws Exception {
        SetStore store = new SetStore(folder);
        Files.write(store.file(MadeUpSets.RECIPE), new byte[200]);

        assertThatIOException()
                .isThrownBy(() -> obtain(store, MadeUpSets::produce))
                .withMessageContaining("not a prepared set")
                .withMessageContaining("--force");
        store.rebuild(MadeUpSets.RECIPE, MadeUpSets.FORM, MadeUpSets::produce).close();
        obtain(store, MadeUpSets::produce);
    }

    @Test
    void recipesDifferInTheirIds() {
        Recipe recipe = MadeUpSets.RECIPE;

        assertThat(recipe.id()).isEqualTo("5c752fbdb7b391a9").isEqualTo(new Recipe("made-up", recipe.lines()).id());
        assertThat(List.of(
                        recipe.id(),
                        new Recipe("made-up", recipe.lines().reversed()).id(),
                        recipe.with(List.of("more")).id(),
                        new Recipe("other", recipe.lines()).id()))
                .doesNotHaveDuplicates();
        assertThatIllegalArgumentException().isThrownBy(() -> new Recipe("made-up", List.of("a\nb")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Recipe("../up", List.of()));
    }

    private List<String> filesOfSets() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
