package io.tifl.client.dl4j;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Sets of field names, put together. */
final class Sets {
    private Sets() {}

    static Set<String> union(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(Arrays.asList(more));
        return Collections.unmodifiableSet(all);
    }

    static Set<String> union(Set<String> some, Set<String> others) {
        return union(some, others.toArray(String[]::new));
    }
}
