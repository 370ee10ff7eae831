package io.tifl.leaf.set;

/** How one number is stored: little-endian where it takes more than a byte. */
public enum ElementType {
    /** Unsigned byte. */
    U8(1),
    /** Unsigned 16-bit integer. */
    U16(2),
    /** Signed 32-bit integer. */
    I32(4),
    /** 32-bit float. */
    F32(4),
    /** 64-bit float. */
    F64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
