package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmArithmetic;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a panel is multiplied: its blocks, and for each way of adding whose exactness depends on them, the largest inputs for
 * which it is exact.
 *
 * @param bytes the blocks, with the extra steps that pay
 */
record PanelPlan(PanelBytes bytes, Map<GemmArithmetic, Integer> largestInputs) {
    /** An extra step works on half of a panel's columns, and has to find its place. */
    private static final double EXTRA_COST = 0.6;

    /** What a step costs against one of {@link GemmArithmetic#CHAIN1}: measured on Zen 3. */
    private static double cost(GemmArithmetic arithmetic) {
        return switch (arithmetic) {
            case CHAIN4 -> 0.75;
            case CHAIN2 -> 0.84;
            case CHAIN1 -> 1;
            case WIDENED -> 1.35;
            case DOT -> throw new IllegalArgumentException("never one way among several");
        };
    }

    /** The cheapest plan among those exact for inputs up to {@code largestInput}. */
    static PanelPlan cheapest(PanelBytes panel, int largestInput) {
        PanelBytes best = panel;
        double least = cost(GemmArithmetic.WIDENED) * panel.steps();
        for (GemmArithmetic arithmetic : GemmArithmetic.values()) {
            if (arithmetic.bounded()) {
                Optional<PanelBytes> split = ExtraSteps.split(panel, arithmetic, largestInput);
                double cost = split.map(bytes -> cost(bytes, arithmetic)).orElse(Double.MAX_VALUE);
                if (cost < least) {
                    least = cost;
                    best = split.orElseThrow();
                }
            }
        }
        return of(best);
    }

    private static double cost(PanelBytes bytes, GemmArithmetic arithmetic) {
        int chained = arithmetic.steps() == 1 ? 0 : bytes.fullSteps() / 4 * 4;
        return cost(arithmetic) * chained + bytes.steps() - chained + EXTRA_COST * bytes.extras.size();
    }

    /** The plan without extra steps. */
    static PanelPlan of(PanelBytes panel) {
        Map<GemmArithmetic, Integer> bounds = new EnumMap<>(GemmArithmetic.class);
        for (GemmArithmetic arithmetic : GemmArithmetic.values()) {
            if (arithmetic.bounded()) {
                bounds.put(arithmetic, ChainBound.largestInput(panel, arithmetic));
            }
        }
        return new PanelPlan(panel, bounds);
    }

    /** The plan for sums of 32 bits from the first product on. */
    static PanelPlan unbounded(PanelBytes panel) {
        return new PanelPlan(panel, Map.of(GemmArithmetic.DOT, ChainBound.LARGEST_BYTE));
    }
}
