package io.tifl.experiments.ssl.study;

import java.util.List;
import java.util.Map;

/** What a first run of the experiments measured, with another program: 8 trees a cell, 16 for the ceiling. */
final class FirstRun {
    private static final Map<String, List<String>> TREES = Map.of(
            "3 0.7", List.of(".884", ".30→.30→.30", ".49→.72→.73", ".71→.85→.86", ".73→.87→.87"),
            "3 0.8", List.of(".934", ".38→.39→.39", ".55→.77→.77", ".81→.91→.91", ".82→.91→.91"),
            "3 0.9", List.of(".972", ".50→.50→.50", ".64→.80→.81", ".90→.95→.96", ".91→.96→.96"),
            "5 0.7", List.of(".866", ".19→.19→.19", ".41→.48→.40", ".47→.57→.65", ".60→.81→.84"),
            "5 0.8", List.of(".928", ".23→.23→.23", ".52→.58→.50", ".62→.78→.82", ".73→.89→.89"),
            "5 0.9", List.of(".973", ".29→.29→.29", ".65→.71→.72", ".80→.90→.91", ".87→.94→.95"));

    private static final List<Integer> WIDTHS = List.of(1, 2, 5, 10);
    private static final List<String> LEVELS = List.of(".73 → .89", ".76 → .90", ".82 → .90", ".89 → .91", ".95 → .95");
    private static final Map<String, String> LOSSES = Map.of(
            "nce 0.1", ".597→.806→.838→.841",
            "nce-per-sample 0.1", ".597→.842→.848→.846",
            "nce-per-sample 0.5", ".597→.820→.849→.848",
            "triplet 0.5", ".597→.821→.847→.847",
            "simple 1.0", ".597→.811→.822→.830");

    private FirstRun() {}

    static String ceiling(int depth, double polarity) {
        return cells(depth, polarity).getFirst();
    }

    static String way(int depth, double polarity, int width) {
        return cells(depth, polarity).get(1 + WIDTHS.indexOf(width));
    }

    private static List<String> cells(int depth, double polarity) {
        return TREES.getOrDefault(depth + " " + polarity, List.of());
    }

    static String level(int level) {
        return LEVELS.get(level);
    }

    /** Epochs 0, 1, 2 and 4. */
    static String loss(String name, double temperature) {
        return LOSSES.getOrDefault(name + " " + temperature, "");
    }
}
