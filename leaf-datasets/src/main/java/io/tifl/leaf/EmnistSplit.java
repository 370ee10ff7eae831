package io.tifl.leaf;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One of the six ways EMNIST is split and labelled (Cohen et al., IJCNN 2017, table II). */
public enum EmnistSplit {
    /** 47 classes, equally frequent. */
    BALANCED(0, EmnistSplit.MERGED),
    /** Digits, capitals and small letters, as frequent as they were written: the examples of LEAF's FEMNIST. */
    BYCLASS(0, EmnistSplit.DIGIT_CHARACTERS + EmnistSplit.CAPITALS + EmnistSplit.SMALL_LETTERS),
    /** The same, with small letters that look like their capitals in their class. */
    BYMERGE(0, EmnistSplit.MERGED),
    /** Digits alone, more of them than in {@link #MNIST}. */
    DIGITS(0, EmnistSplit.DIGIT_CHARACTERS),
    /** Letters, small and capital in one class; labelled from 1. */
    LETTERS(1, EmnistSplit.CAPITALS),
    /** As many digits as MNIST has, made in EMNIST's way. */
    MNIST(0, EmnistSplit.DIGIT_CHARACTERS);

    private static final String DIGIT_CHARACTERS = "0123456789";
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String MERGED = DIGIT_CHARACTERS + CAPITALS + "abdefghnqrt";

    private final int firstLabel;
    private final String characters;

    EmnistSplit(int firstLabel, String characters) {
        this.firstLabel = firstLabel;
        this.characters = characters;
    }

    /** The label that stands for class 0 in the files. */
    int firstLabel() {
        return firstLabel;
    }

    public int classes() {
        return characters.length();
    }

    /** The character of each class. */
    public List<String> characters() {
        return characters.chars().mapToObj(Character::toString).toList();
    }

    /** The name used in files and settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException listing what exists */
    public static EmnistSplit named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no split of EMNIST '" + name + "' among "
                        + Arrays.stream(values()).map(EmnistSplit::toString).collect(Collectors.toList())));
    }
}
