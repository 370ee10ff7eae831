package io.tifl.tiering;

/** The parts of a scheduling policy, as a job's recipe takes them: who is selected, how tiers change, when the model moves. */
public record PolicyRecipe(SelectionPolicy selection, TieringPolicy tiering, Pace pace) {
    /** A policy of one round after the other. */
    public PolicyRecipe(SelectionPolicy selection, TieringPolicy tiering) {
        this(selection, tiering, new Pace.Rounds());
    }
}
