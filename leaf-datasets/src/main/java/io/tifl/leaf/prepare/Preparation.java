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

    /** What a recipe's lines say; others are passed over. */
    public static Preparation parse(List<String> lines) {
        Optional<Sampling> sampling = Optional.empty();
        int minExamples = 0;
        Optional<Splitting> splitting = Optional.empty();
        boolean leafCompat = false;
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (line.startsWith("sample users fraction ")) {
                sampling = Optional.of(new Sampling.Users(Double.parseDouble(words[3]), Long.parseLong(words[5])));
            } else if (line.startsWith("sample examples user-fraction ")) {
                sampling = Optional.of(new Sampling.Examples(
                        Double.parseDouble(words[3]), Double.parseDouble(words[5]), Long.parseLong(words[7])));
            } else if (words[0].equals("keep") && words.length == 2) {
                minExamples = Integer.parseInt(words[1]);
            } else if (words[0].equals("split") && words.length == 6) {
                Splitting.By by = Splitting.By.valueOf(words[1].toUpperCase(Locale.ROOT));
                splitting = Optional.of(new Splitting(by, Double.parseDouble(words[3]), Long.parseLong(words[5])));
            } else {
                leafCompat |= line.equals("leaf-compat");
            }
        }
        return new Preparation(sampling, minExamples, splitting, leafCompat);
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
