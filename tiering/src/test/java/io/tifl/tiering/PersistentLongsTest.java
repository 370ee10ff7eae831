package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentLongsTest {
    private static List<Long> contents(PersistentLongs values) {
        return IntStream.range(0, values.size()).mapToObj(values::get).toList();
    }

    @Test
    void behavesLikeAListAndLeavesEveryEarlierVersionAlone() {
        RandomGenerator random = new Seed(17).generator();
        List<Long> model = new ArrayList<>();
        List<PersistentLongs> versions = new ArrayList<>(List.of(PersistentLongs.empty()));
        List<List<Long>> models = new ArrayList<>(List.of(List.of()));

        for (int version = 0; version < 60; version++) {
            PersistentLongs.Editor edit = versions.getLast().edit();
            boolean grows = random.nextInt(3) > 0;
            int steps = random.nextInt(1200);
            for (int step = 0; step < steps; step++) {
                if (model.isEmpty() || (grows && random.nextBoolean())) {
                    edit.append(step);
                    model.add((long) step);
                } else if (!grows && random.nextBoolean()) {
                    edit.removeLast();
                    model.removeLast();
                } else {
                    int at = random.nextInt(model.size());
                    edit.set(at, -step);
                    model.set(at, (long) -step);
                    assertThat(edit.get(at)).isEqualTo(-step);
                }
            }
            versions.add(edit.done());
            models.add(List.copyOf(model));
        }

        for (int version = 0; version < versions.size(); version++) {
            assertThat(contents(versions.get(version))).isEqualTo(models.get(version));
        }
        assertThat(model.size()).isGreaterThan(4096); // more than one node below the root
    }
}
