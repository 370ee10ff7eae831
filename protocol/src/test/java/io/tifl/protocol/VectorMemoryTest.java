package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class VectorMemoryTest {
    private static final int LARGE = (int) (VectorMemory.LARGE / Float.BYTES);

    @Test
    void smallVectorsLieOnTheHeapAndLargeOnesOutside() {
        MemorySegment small = VectorMemory.floats(LARGE - 1);
        MemorySegment large = VectorMemory.floats(LARGE);

        assertThat(small.isNative()).isFalse();
        assertThat(large.isNative()).isTrue();
        assertThat(large.byteSize()).isEqualTo(VectorMemory.LARGE);
        assertThat(large.get(Parameters.VALUE, VectorMemory.LARGE - Float.BYTES))
                .isZero();
    }

    @Test
    void everyThreadReadsAndWritesALargeVector() throws InterruptedException {
        MemorySegment large = VectorMemory.floats(LARGE);

        Thread.ofPlatform()
                .start(() -> large.setAtIndex(Parameters.VALUE, 5, 2))
                .join();

        assertThat(new Parameters(Layout.flat(LARGE), large).get(5)).isEqualTo(2);
    }

    @Test
    void deadVectorsDoNotPileUp() {
        WeakReference<MemorySegment> first = new WeakReference<>(VectorMemory.floats(LARGE));

        for (long taken = 0; taken <= Runtime.getRuntime().maxMemory(); taken += VectorMemory.LARGE) {
            VectorMemory.expect(VectorMemory.LARGE);
        }

        assertThat(first.get()).isNull();
    }
}
