package io.tifl.experiments.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.benchmark.lead.FolderShelf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkStoreTest {
    @TempDir
    Path folder;

    private FolderShelf shelf;
    private WorkStore<Count> store;

    record Count(String name, Status status, double reached) implements LedWork<Count> {
        @Override
        public Count ended(Status end, String why) {
            return new Count(name, end, reached);
        }
    }

    @BeforeEach
    void open() throws IOException {
        shelf = FolderShelf.open(folder);
        store = new WorkStore<>(shelf, "count", Count.class);
    }

    @AfterEach
    void close() throws IOException {
        shelf.close();
    }

    private static Count running(String name) {
        return new Count(name, LedWork.Status.RUNNING, 0.1 + 0.2);
    }

    @Test
    void aWorkComesBackWithTheSameBitsAndANameIsTakenOnce() throws Exception {
        assertThat(store.create(running("a"))).isTrue();
        assertThat(store.create(running("a"))).isFalse();

        assertThat(store.get("a").orElseThrow().work()).isEqualTo(running("a"));
        assertThat(store.get("b")).isEmpty();
    }

    @Test
    void whoeverWritesLastOfTwoIsTold() throws Exception {
        store.create(running("a"));
        long revision = store.get("a").orElseThrow().revision();

        assertThat(store.replace(new Count("a", LedWork.Status.RUNNING, 1), revision))
                .isTrue();
        assertThat(store.replace(new Count("a", LedWork.Status.RUNNING, 2), revision))
                .isFalse();
        assertThat(store.get("a").orElseThrow().work().reached()).isEqualTo(1);
    }

    @Test
    void whatIsOverIsNotCancelledAndWhatIsNotThereNeither() throws Exception {
        store.create(running("a"));
        store.create(new Count("b", LedWork.Status.DONE, 3));

        assertThat(store.cancel("a").orElseThrow().status()).isEqualTo(LedWork.Status.CANCELLED);
        assertThat(store.cancel("b").orElseThrow().status()).isEqualTo(LedWork.Status.DONE);
        assertThat(store.cancel("c")).isEmpty();
        assertThat(store.running()).isEmpty();
    }

    @Test
    void aDamagedDocumentIsToldOfByName() throws Exception {
        shelf.create("count", "a", "running", "{\"name\": ".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("what is kept of the count 'a' is damaged");
    }

    @Test
    void aCourseThatFailsOnceGoesOnAndIsKept() throws Exception {
        store.create(running("a"));
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);

        try (WorkLeader<Count> _ = WorkLeader.start(new WorkLeader.Terms<>(
                store,
                (work, keeper, ready) -> new Course(work, keeper, tries, over),
                Duration.ofMillis(1),
                Thread.ofVirtual()))) {
            over.await();
        }

        assertThat(store.get("a").orElseThrow().work()).isEqualTo(new Count("a", LedWork.Status.DONE, 2));
        assertThat(store.page(Optional.of("done"), Optional.empty(), 5)).hasSize(1);
    }

    private static final class Course implements WorkLeader.Course<Count> {
        private Count work;
        private final WorkLeader.Keeper<Count> keeper;
        private final AtomicInteger tries;
        private final CountDownLatch over;

        Course(Count work, WorkLeader.Keeper<Count> keeper, AtomicInteger tries, CountDownLatch over) {
            this.work = work;
            this.keeper = keeper;
            this.tries = tries;
            this.over = over;
        }

        @Override
        public boolean advance() throws IOException {
            if (tries.incrementAndGet() == 1) {
                throw new IOException("the disk is full");
            }
            work = new Count(work.name(), LedWork.Status.DONE, tries.get());
            assertThat(keeper.keep(work)).isTrue();
            over.countDown();
            return true;
        }

        @Override
        public Count work() {
            return work;
        }
    }
}
