package io.tifl.tiering;

/** The two halves of a scheduling policy, as a job's recipe takes them: who is selected, and how tiers change. */
public record PolicyRecipe(SelectionPolicy selection, TieringPolicy tiering) {}
