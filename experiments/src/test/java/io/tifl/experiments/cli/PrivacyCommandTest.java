package io.tifl.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PrivacyCommandTest {
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final Pattern EPSILON = Pattern.compile(": epsilon (\\S+)");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments) {
        CommandLine command = Tifl.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(Stream.concat(Stream.of("privacy"), SPACE.splitAsStream(arguments))
                .toArray(String[]::new));
    }

    private List<Double> epsilons() {
        return out.toString()
                .lines()
                .map(EPSILON::matcher)
                .filter(Matcher::find)
                .map(found -> Double.parseDouble(found.group(1)))
                .toList();
    }

    // Values of golden/privacy/epsilons.csv in module aggregation.
    @ParameterizedTest
    @CsvSource({
        "--clients 1000 --clients-per-round 100 --rounds 200 --noise 4, 3.7208",
        "--clients 1000 --clients-per-round 100 --rounds 200 --noise 2 --sampling poisson, 3.3597",
        "--clients 1000 --clients-per-round 100 --rounds 100 --noise 10 --sampling none --tree 1, 0.9",
    })
    void saysWhatRoundsGuarantee(String arguments, double epsilon) {
        assertThat(run(arguments)).isZero();
        assertThat(epsilons())
                .singleElement()
                .satisfies(value -> assertThat(value).isCloseTo(epsilon, within(epsilon < 1 ? 0.15 : 0.01 * epsilon)));
    }

    @Test
    void findsTheNoiseForAnEpsilon() {
        assertThat(run("--clients 1000 --clients-per-round 100 --rounds 200 --epsilon 3.7208"))
                .isZero();
        assertThat(Double.parseDouble(
                        SPACE.splitAsStream(out.toString()).toList().get(2)))
                .isCloseTo(4, within(0.02));
        assertThat(epsilons())
                .singleElement()
                .satisfies(value -> assertThat(value).isLessThanOrEqualTo(3.7215));
    }

    @ParameterizedTest
    @CsvSource({
        "--clients 10 --clients-per-round 5 --rounds 3 --epsilon 1000",
        "--clients 100 --clients-per-round 100 --rounds 200 --tree 200 --epsilon 8",
    })
    void findsTheNoiseForAnEpsilonAlsoWhereTooLittleOfItIsTried(String arguments) {
        assertThat(run(arguments)).isZero();
        assertThat(epsilons())
                .singleElement()
                .satisfies(value -> assertThat(value).isPositive().isFinite());
    }

    @Test
    void roundsOfAClientThatAreFarApartCostLess() {
        assertThat(run("--clients 1000 --clients-per-round 100 --rounds 100 --noise 20 --tree 4"))
                .isZero();
        assertThat(run("--clients 1000 --clients-per-round 100 --rounds 100 --noise 20 --tree 4 --apart 25"))
                .isZero();
        assertThat(epsilons()).hasSize(2).isSortedAccordingTo((one, other) -> Double.compare(other, one));
    }

    @Test
    void tiersThatAreDrawnMoreOftenCostMore() {
        assertThat(
                        run(
                                "--clients 50 --clients-per-round 5 --rounds 100 --noise 4 --tier-chances 0.4,0.3,0.2,0.05,0.05"))
                .isZero();
        assertThat(epsilons()).hasSize(5).isSortedAccordingTo((one, other) -> Double.compare(other, one));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--clients 10 --clients-per-round 5 --rounds 3 | --noise or --epsilon",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --epsilon 2 | --noise or --epsilon",
                "--clients 10 --clients-per-round 11 --rounds 3 --noise 1 | --clients-per-round",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --sampling some | fixed, poisson or none",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --tier-chances 0.5,0.4 | add up to 1",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --delta 2 | delta",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --apart 2 | without --tree",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise 1 --tree 2 --apart 0 | separation",
                "--clients 10 --clients-per-round 5 --rounds 3 --noise -1 | noise multiplier",
            })
    void wrongUsageIsToldAndNothingIsPrinted(String arguments, String reason) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).contains(reason);
        assertThat(epsilons()).isEmpty();
    }
}
