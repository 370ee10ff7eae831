package io.tifl.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyLedgerTest {
    private static final double DELTA = 1e-5;
    private static final SampledGaussian TENTH = new SampledGaussian(Sampling.FIXED_SIZE, 0.1, 4);

    private static PrivacyLedger rounds(int count) {
        PrivacyLedger ledger = PrivacyLedger.empty();
        for (int round = 0; round < count; round++) {
            ledger = ledger.enter(round, TENTH, "sum-" + round);
        }
        return ledger;
    }

    @Test
    void costsWhatTheAccountantSaysOrLittleMoreSinceRatesAreRoundedUp() {
        PldAccountant accountant = new PldAccountant();
        accountant.add(TENTH, 20);
        double exact = accountant.epsilon(DELTA);

        assertThat(rounds(20).epsilon(DELTA)).isBetween(exact, exact * 1.02);
    }

    @Test
    void nothingEnteredCostsNothing() {
        assertThat(PrivacyLedger.empty().epsilon(DELTA)).isZero();
        assertThat(PrivacyLedger.empty().isEmpty()).isTrue();
    }

    @Test
    void roundThatIsSummedUpToTheSameAgainIsEnteredOnce() {
        PrivacyLedger ledger = rounds(5);

        assertThat(ledger.enter(4, TENTH, "sum-4")).isEqualTo(ledger);
    }

    @Test
    void roundThatIsSummedUpToSomethingElseAfterACrashIsEnteredAgain() {
        PrivacyLedger ledger = rounds(5);

        PrivacyLedger again =
                ledger.enter(4, TENTH, "other").enter(4, TENTH, "sum-4").enter(4, TENTH, "third");

        assertThat(again.uses().values()).containsExactly(7L);
        assertThat(again.enter(5, TENTH, "other").uses().values()).containsExactly(8L);
    }

    @Test
    void earlierRoundIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rounds(5).enter(3, TENTH, "sum-3"))
                .withMessageContaining("round 4 was entered already");
    }

    @Test
    void noiseThatProtectsNobodyCostsEverything() {
        SampledGaussian little = new SampledGaussian(Sampling.FIXED_SIZE, 0.1, 0.001);

        PrivacyLedger ledger = rounds(1).enter(1, little, "x");

        assertThat(ledger.epsilon(DELTA)).isInfinite();
        assertThat(new PrivacyBudget(1e9, DELTA).allows(ledger)).isFalse();
        assertThat(new PrivacyBudget(Double.POSITIVE_INFINITY, DELTA).allows(ledger))
                .isTrue();
    }

    @Test
    void budgetEndsWhereTheEpsilonDoes() {
        double epsilon = rounds(3).epsilon(DELTA);

        assertThat(new PrivacyBudget(epsilon, DELTA).allows(rounds(3))).isTrue();
        assertThat(new PrivacyBudget(epsilon, DELTA).allows(rounds(4))).isFalse();
        assertThat(rounds(2).after(TENTH, 1).epsilon(DELTA)).isCloseTo(epsilon, within(1e-12));
        assertThat(rounds(2).after(TENTH, 0)).isEqualTo(rounds(2));
    }

    @Test
    void textHoldsAllOfIt() {
        PrivacyLedger ledger = rounds(3)
                .enter(3, new SampledGaussian(Sampling.FIXED_SIZE, 1.0 / 3, 0.2, 1.1), "a_b-C9")
                .enter(3, TENTH, "d");

        assertThat(PrivacyLedger.parse(ledger.toText())).isEqualTo(ledger);
        assertThat(PrivacyLedger.parse(PrivacyLedger.empty().toText())).isEqualTo(PrivacyLedger.empty());
    }

    @Test
    void treeIsEnteredOnceForAllItsRoundsAndCoversOneSumOfEach() {
        GaussianTree tree = new GaussianTree(20, 8, 2, 4);
        PldAccountant accountant = new PldAccountant();
        accountant.add(tree, 1);

        PrivacyLedger ledger =
                PrivacyLedger.empty().enter(0, tree, "a").enter(3, tree, "b").enter(3, tree, "b");

        assertThat(ledger.uses().values()).containsExactly(1L);
        assertThat(ledger.epsilon(DELTA)).isCloseTo(accountant.epsilon(DELTA), within(1e-9));
        assertThat(ledger.after(tree, 5)).isEqualTo(ledger);
        assertThat(PrivacyLedger.parse(ledger.toText())).isEqualTo(ledger);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.enter(3, tree, "c"))
                .withMessageContaining("no noise for another one of round 3");
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.enter(8, tree, "d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tifl-ledger-1\nround 1 a\nTREE 1 8 2 4",
                "tifl-ledger-1\nround 1 a\nTREE 1 8 2 4 1 1",
                "tifl-ledger-1\nround 1 a\nTREE 0 8 2 4 1",
                "tifl-ledger-2\nround 1 a\nPOISSON 1 1 1 1",
                "tifl-ledger-1\nround 1 a",
                "tifl-ledger-1\nround 1\nPOISSON 1 1 1 1",
                "tifl-ledger-1\nround x a\nPOISSON 1 1 1 1",
                "tifl-ledger-1\nround 1 a\nPOISSON 1 1 1 0",
                "tifl-ledger-1\nround 1 a\nPOISSON 1 1 1 -3",
                "tifl-ledger-1\nround 1 a\nPOISSON 1 1 1",
                "tifl-ledger-1\nround 1 a\nPOISSON 2 1 1 1",
                "tifl-ledger-1\nround 1 a\nLAPLACE 1 1 1 1",
                "tifl-ledger-1\nround 1 a\nPOISSON 1 1 1 1\nPOISSON 1 1 1 1"
            })
    void damagedTextIsRefusedRatherThanReadAsLess(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PrivacyLedger.parse(text));
    }
}
