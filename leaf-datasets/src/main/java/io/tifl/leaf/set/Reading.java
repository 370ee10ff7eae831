package io.tifl.leaf.set;

/** What a model reads where a number is stored. */
public enum Reading {
    /** The number as it is. */
    PLAIN,
    /** A pixel of 0 to 255, as its 255th part. */
    PIXELS,
    /** A character of Latin-1, as its place in LEAF's alphabet of 80 ({@link LeafAlphabet}). */
    LETTERS
}
