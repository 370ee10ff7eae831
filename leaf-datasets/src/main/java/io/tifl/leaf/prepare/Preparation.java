package io.tifl.leaf.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done to a whole set, in LEAF's order: sample, leave small users out, split. With LEAF's seeds the result is LEAF's.
 *
 * <p>With {@code leafCompat} it has LEAF's known faults, too:
 *
 * <ul>
 *   <li>fractions are of each of FEMNIST's files of 100 writers, not of the whole, so that every file's last writer is cut;
 *   <li>the last user of a sample has its examples in a random order, although those of Shakespeare are windows of one text that a
 *       split parts by their order: some test windows then show what was trained on;
 *   <li>windows of Shakespeare may be sampled one by one, with the same effect.
 * </ul>
 *
 * @param minExamples users with fewer are left out; 0 for nobody
 */
public record Preparation(
        Optional<Sampling> sampling, int minExamples, Optional<Splitting> splitting, boolean leafCompat) {
    /** The whole set as it is. */
    public static final Preparation NONE = new Preparation(Optional.empty(), 0, Optional.empty(), false);

    public Preparation {
        if (minExamples < 0) {
            throw new IllegalArgumentException("min-examples must be 0 or more, got " + minExamples);
        }
    }

    /** What decides the result, as lines of a recipe. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        sampling.ifPresent(some -> lines.add(line(some)));
        if (minExamples > 0) {
            lines.add("keep " + minExamples);
        }
        splitting.ifPresent(how -> lines.add("split " + how.by().name().toLowerCase(Locale.ROOT) + " train-fraction "
                + how.trainFraction() + " seed " + how.seed()));
        if (leafCompat) {
            lines.add("leaf-compat");
        }
        return lines;
    }

    private static String line(Sampling sampling) {
        return switch (sampling) {
            case Sampling.Users users -> "sample users fraction " + users.fraction() + " seed " + users.seed();
            case Sampling.Examples examples ->
                "sample examples user-fraction " + examples.userFraction() + " fraction " + examples.fraction()
                        + " seed " + examples.seed();
        };
    }

    static void checkFraction(String name, double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException(name + " must be above 0 and at most 1, got " + fraction);
        }
    }
}
