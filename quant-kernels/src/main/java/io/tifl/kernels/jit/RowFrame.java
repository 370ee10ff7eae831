package io.tifl.kernels.jit;

/** The parameters of generated sums of rows, as offsets in bytes; of 64 bits unless said otherwise. */
final class RowFrame {
    /** The function for one row of all clients, how many rows there are, and from a row to the next in bytes. */
    static final int TILE = 0;

    static final int ROWS = 8;
    static final int ROW_BYTES = 16;

    /** From a row's first code to its scale, in bytes. */
    static final int HEADER = 24;

    /** Columns: whole blocks, eights after them, what is left, and the bytes this takes in a sum. */
    static final int BLOCKS = 32;

    static final int EIGHTS = 40;
    static final int TAIL = 48;
    static final int TAIL_BYTES = 56;

    /** What scales and biases are multiplied with: a 32-bit float. */
    static final int UNIT = 64;

    /** Fine steps to a coarse one: a double. */
    static final int RATIO = 72;

    /** Doubles that say when terms may be added before they are rounded: {@link ExactRowTile}. */
    static final int MOST = 80;

    static final int SPAN = 88;
    static final int FINEST = 96;

    /** Where a tile keeps what it compares with these. */
    static final int BOUND = 104;

    static final int LEAST = 112;
    static final int LIMIT = 120;

    /** Of each client a 32-bit float. */
    static final int WEIGHTS = 128;

    /** Where a tile keeps of each client scale and bias, 32-bit floats. */
    static final int GRIDS = 160;

    /** A mask of the tail's columns, in words of the size of a sum's. */
    static final int MASK = 224;

    /** Of each client a double: weight times coarse steps per unit. */
    static final int FACTORS = 288;

    /** Of each client two doubles that bound a term: what its scale and its bias are multiplied with. */
    static final int BOUNDS = 352;

    /** Where a tile keeps values on the way from floats to doubles. */
    static final int VALUES = 480;

    // Of embedding sums only.

    /** How many bags there are, and where the address is kept of the next one's end: a position, of 32 bits. */
    static final int BAGS = 608;

    static final int ENDS = 616;

    /** The first position to sum, and from which on none is fetched ahead. */
    static final int POSITION = 624;

    static final int FETCH_END = 632;

    /** Eights after whole blocks, a ragged one included. */
    static final int REST = 640;

    /** Whether the unit is not 1, whether weights are read, and whether each bag begins with the first of them. */
    static final int SCALED = 648;

    static final int WEIGHTED = 656;
    static final int BY_POSITION = 664;

    /** Whether the first bag's sum goes on from what is there. */
    static final int RESUMED = 672;

    /** From the first weight to that of position 0, in bytes, as the first bag counts. */
    static final int WEIGHT_OFFSET = 680;

    /** Where the address of the first weight is kept. */
    static final int FIRST_WEIGHT = 688;

    /** The position that ends the last bag, if that does not end sooner, and where finished bags are counted. */
    static final int POSITION_LIMIT = 696;

    static final int SUMMED = 704;

    static final int BYTES = 768;

    private RowFrame() {}
}
