package io.tifl.experiments.noise;

import io.tifl.protocol.Layout;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tensors of a model are disturbed. It changes results, so every result says it.
 *
 * @param roles at least one
 * @param only the name of one tensor, such as {@code 3_W}; empty for all tensors of these roles
 */
public record Scope(Set<Role> roles, Optional<String> only) {
    /** Kernels and matrices, which is what analog devices hold. */
    public static final Scope WEIGHTS = new Scope(Set.of(Role.WEIGHTS));

    /** Every tensor. */
    public static final Scope ALL = new Scope(EnumSet.allOf(Role.class));

    public Scope {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a scope names at least one of " + Arrays.toString(Role.values()));
        }
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** All tensors of these roles. */
    public Scope(Set<Role> roles) {
        this(roles, Optional.empty());
    }

    /**
     * Reads roles, comma-separated, or {@code all}.
     *
     * @throws IllegalArgumentException naming what there is
     */
    public static Scope parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : text.split(",", -1)) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> role.toString().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no part '" + name.strip()
                            + "' of a model; " + "there are all, " + Arrays.toString(Role.values()))));
        }
        return new Scope(roles);
    }

    /** The same of one tensor alone. */
    public Scope onlyOf(String tensor) {
        return new Scope(roles, Optional.of(tensor));
    }

    boolean has(Layout.Block block) {
        return roles.contains(Role.of(block)) && only.map(block.name()::equals).orElse(true);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return roles.stream().map(Role::toString).collect(Collectors.joining(","))
                + only.map(name -> " of " + name).orElse("");
    }
}
