package io.tifl.kernels.jit;

/** The parameters of a generated matrix product, as offsets in bytes of 64-bit words; and those of a panel. */
public final class GemmFrame {
    /** Address of the first panel's descriptor. */
    public static final int PANELS = 0;

    /** How many times panels are multiplied: their number, divided by how many are at once. */
    public static final int PANEL_COUNT = 8;

    /** Of the taller tiles, which come first, and then of the others: function, number, and steps to the next tile. */
    public static final int TALL = 16;

    public static final int SHORT = 56;

    /** Within {@link #TALL} and {@link #SHORT}. */
    public static final int TILE_FUNCTION = 0;

    public static final int TILE_COUNT = 8;
    public static final int TILE_STEP_A = 16;
    public static final int TILE_STEP_C = 24;
    public static final int TILE_STEP_ROW_SUMS = 32;

    /** From a row to the next, in bytes. */
    public static final int STRIDE_A = 96;

    public static final int STRIDE_C = 104;

    /** How many blocks of four steps there are, and how many steps are left after them. */
    public static final int CHUNKS = 112;

    public static final int SINGLES = 120;

    /** From the columns of C of the panels multiplied at once to the next ones', in bytes. */
    public static final int PANEL_STEP_C = 128;

    /** Addresses of the rows' sums, and of what holds per column, from the first panel's first on. */
    public static final int ROW_SUMS = 136;

    public static final int COLUMN_TERMS = 144;
    public static final int MULTIPLIERS = 152;
    public static final int COLUMN_ZEROS = 160;
    public static final int COLUMN_BIASES = 168;

    /** Vectors of 32 bytes: the output's zero point in words, and the smallest value stored. */
    public static final int OUTPUT_ZERO = 192;

    public static final int LOWEST = 224;

    /** Where the driver keeps A, the panel's C and the tiles left. */
    static final int A = 256;

    static final int C = 264;
    static final int LEFT = 272;

    /** Panels multiplied at once, as steps to the next ones' descriptors, and in what holds 32 bits per column. */
    public static final int PANEL_STEP_DESCRIPTORS = 280;

    public static final int PANEL_STEP_COLUMNS = 288;

    /** The output's zero point, and the smallest byte stored, in 32 bits. */
    public static final int OUTPUT_ZERO_WORD = 296;

    public static final int LOWEST_WORD = 300;

    public static final int BYTES = 320;

    /** From a row's sum to the negative sum of its products of neighbours, in bytes. */
    public static final int ROW_PRODUCTS_OFFSET = 176;

    /**
     * A panel's descriptor: its blocks; its columns' negative sums of products of neighbours; how far the next panel's
     * blocks are from its own, 0 for none; and for each vector of eight columns its extra steps' blocks of 32 bytes, their
     * offsets in A's rows, and their number.
     */
    public static final int BLOCKS = 0;

    public static final int COLUMN_PRODUCTS = 8;
    public static final int NEXT_PANEL = 16;
    public static final int EXTRAS = 24;
    public static final int EXTRAS_BYTES = 24;
    public static final int DESCRIPTOR_BYTES = EXTRAS + 2 * EXTRAS_BYTES;

    /** Within {@link #EXTRAS} of a vector. */
    public static final int EXTRA_BLOCKS = 0;

    public static final int EXTRA_OFFSETS = 8;
    public static final int EXTRA_COUNT = 16;

    /** Columns in a panel, and bytes in a block: four rows of weights of a panel. */
    public static final int PANEL_COLUMNS = 16;

    public static final int BLOCK_BYTES = 64;

    /** Bytes of a block for the columns of one vector. */
    public static final int VECTOR_BYTES = 32;

    private GemmFrame() {}
}
