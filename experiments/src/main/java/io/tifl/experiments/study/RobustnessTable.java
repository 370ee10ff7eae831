package io.tifl.experiments.study;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results of a study of robustness as tables in Markdown: accuracies in per cent, bold where they are within two points of
 * what the first rule reaches when nobody attacks; and for each attack how many rules are.
 *
 * @param scores of every cell, one or several
 */
record RobustnessTable(RobustnessStudy.Matrix matrix, Map<Cell, List<Score>> scores) {
    private static final double CLOSE = 0.02;

    /** A rule against an attack by a share of the clients. */
    record Cell(String rule, String attack, double share) {
        /** A name of letters, digits and hyphens. */
        String folder() {
            return (rule + "-" + attack + "-" + Math.round(100 * share)).replaceAll("[^A-Za-z0-9]+", "-");
        }
    }

    /**
     * What a run came to.
     *
     * @param accuracy mean of the last evaluations, 0 to 1
     * @param attackSuccess 0 to 1, of attacks that wish something
     */
    record Score(double accuracy, OptionalDouble attackSuccess) {}

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("Without an attack (mean of the seeds, and each):\n\n| rule | accuracy |\n|---|---|\n");
        for (String rule : matrix.rules()) {
            List<Score> clean = of(new Cell(rule, "none", 0));
            String each = clean.stream().map(score -> percent(score.accuracy())).collect(Collectors.joining(", "));
            text.append("| %s | %s (%s) |%n".formatted(named(rule), percent(accuracy(clean)), each));
        }
        for (double share : matrix.shares()) {
            append(text, share);
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private void append(StringBuilder text, double share) {
        text.append("%n%d %% attackers:%n%n| rule |".formatted(Math.round(100 * share)));
        matrix.attacks().forEach(attack -> text.append(" ").append(attack).append(" |"));
        text.append("\n|---|").append("---|".repeat(matrix.attacks().size())).append("\n");
        int[] close = new int[matrix.attacks().size()];
        for (String rule : matrix.rules()) {
            text.append("| ").append(named(rule)).append(" |");
            for (int i = 0; i < close.length; i++) {
                List<Score> cell = of(new Cell(rule, matrix.attacks().get(i), share));
                boolean near = accuracy(cell) >= reference() - CLOSE;
                close[i] += near ? 1 : 0;
                text.append(near ? " **" : " ").append(percent(accuracy(cell))).append(near ? "**" : "");
                cell.getFirst()
                        .attackSuccess()
                        .ifPresent(success ->
                                text.append(" (").append(percent(success)).append(")"));
                text.append(" |");
            }
            text.append("\n");
        }
        text.append("| within two points |");
        IntStream.of(close).forEach(count -> text.append(" ").append(count).append(" |"));
        text.append("\n");
    }

    private double reference() {
        return accuracy(of(new Cell(matrix.rules().getFirst(), "none", 0)));
    }

    private List<Score> of(Cell cell) {
        List<Score> found = scores.get(cell);
        if (found == null) {
            throw new IllegalStateException("no result of " + cell);
        }
        return found;
    }

    private static double accuracy(List<Score> scores) {
        return scores.stream().mapToDouble(Score::accuracy).average().orElse(Double.NaN);
    }

    private static String named(String rule) {
        return "`" + rule + "`";
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", 100 * value);
    }
}
