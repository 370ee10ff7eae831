package io.tifl.experiments.study;

import io.tifl.aggregation.AggregationRule;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rule and its settings as text, {@code trimmed-mean attackers=F}, where F stands for the number of attackers.
 *
 * @param settings as they were written
 */
record RobustnessRule(String name, SortedMap<String, String> settings) {
    private static final String ATTACKERS = "F";

    /** @throws IllegalArgumentException unless it is a name, and settings with a value each */
    static RobustnessRule parse(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+", -1)));
        String name = words.removeFirst();
        SortedMap<String, String> settings = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a rule is NAME or NAME SETTING=VALUE ..., got '" + text + "'");
            }
            settings.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new RobustnessRule(name, settings);
    }

    /** The settings for so many attackers among the clients of a round, or for as many as the rule can be set up for. */
    Map<String, String> settings(int clients, int attackers) {
        for (int most = attackers; most > 0; most--) {
            Map<String, String> tried = filledIn(most);
            if (AggregationRule.catalog()
                    .get(name)
                    .configured(Settings.of(tried))
                    .objection(clients)
                    .isEmpty()) {
                return tried;
            }
        }
        return filledIn(0);
    }

    private Map<String, String> filledIn(int attackers) {
        Map<String, String> filled = new TreeMap<>(settings);
        filled.replaceAll((_, value) -> value.equals(ATTACKERS) ? Integer.toString(attackers) : value);
        return filled;
    }
}
