package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.OptionalInt;

/** How many clients train at once where rounds overlap. Immutable. */
public sealed interface Concurrency {
    /** How many at most. */
    int clients(int askedInARound, int tiers);

    /**
     * A fixed number.
     *
     * @param clients at least 1
     */
    record Fixed(int clients) implements Concurrency {
        public Fixed {
            if (clients < 1) {
                throw new IllegalArgumentException("concurrency must be at least 1, got " + clients);
            }
        }

        @Override
        public int clients(int askedInARound, int tiers) {
            return clients;
        }
    }

    /** As many as a round asks, as under policies whose rounds follow each other. */
    record OfARound() implements Concurrency {
        @Override
        public int clients(int askedInARound, int tiers) {
            return askedInARound;
        }
    }

    /** As many as a round asks in every tier, as where tiers have rounds of their own. */
    record OfEachTier() implements Concurrency {
        @Override
        public int clients(int askedInARound, int tiers) {
            return askedInARound * Math.max(1, tiers);
        }
    }

    /**
     * What the setting {@code concurrency} says: a number, {@code round} or {@code tiers}.
     *
     * @throws IllegalArgumentException if it says something else
     */
    static Concurrency from(Settings settings, Concurrency usual) {
        if (!settings.has("concurrency")) {
            return usual;
        }
        String said = settings.text("concurrency", "");
        return switch (said) {
            case "round" -> new OfARound();
            case "tiers" -> new OfEachTier();
            default ->
                new Fixed(number(said)
                        .orElseThrow(() -> new IllegalArgumentException("setting 'concurrency' is '" + said
                                + "', expected a whole number of at least 1, 'round' or 'tiers'")));
        };
    }

    private static OptionalInt number(String said) {
        try {
            int number = Integer.parseInt(said);
            return number < 1 ? OptionalInt.empty() : OptionalInt.of(number);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
