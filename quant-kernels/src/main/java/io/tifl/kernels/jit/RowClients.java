package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R12;
import static io.tifl.kernels.jit.Gpr.R13;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RBP;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a tile that reads clients' rows: each client's row has a register that holds its address, and all share an
 * index. Codes become floats in registers, whatever their bits.
 *
 * <p>Eight codes are always read whole. At the end of a row, this reads into its scale and bias, never further: these take
 * as many bytes as eight codes.
 */
final class RowClients {
    /** Clients a tile takes at most. */
    static final int MAX = 8;

    /** Addresses of the clients' codes. */
    static final List<Gpr> ADDRESSES = List.of(RCX, R8, R9, R10, R11, RBX, RBP, R12);

    /** What is added to these addresses. */
    static final Gpr INDEX = R13;

    static final Vec SCALE = Vec.ymm(8);
    static final Vec BIAS = Vec.ymm(9);

    private static final Vec FIRST_SHIFTS = Vec.ymm(13);
    private static final Vec SECOND_SHIFTS = Vec.ymm(14);
    private static final Vec MASK = Vec.ymm(15);
    private static final int EIGHT = 8;
    private static final int PREFETCH_BYTES = 512;

    private final Assembler code;
    private final int bits;
    private final int count;

    RowClients(Assembler code, int bits, int count) {
        this.code = code;
        this.bits = bits;
        this.count = count;
    }

    /** Reads scale and bias of all clients, times the unit, and times the clients' weights if they count. */
    void grids(boolean weighted) {
        Vec grid = Vec.xmm(0);
        Vec unit = Vec.xmm(1);
        code.op(Op.VBROADCASTSS, unit, Mem.at(RDI, RowFrame.UNIT));
        code.mov(INDEX, Mem.at(RDI, RowFrame.HEADER));
        for (int client = 0; client < count; client++) {
            Mem header = Mem.at(ADDRESSES.get(client), INDEX, 1, 0);
            if (bits == 8) {
                code.op(Op.VPBROADCASTQ, grid, header);
            } else {
                code.op(Op.VMOVD, grid, header);
                code.op(Op.VCVTPH2PS, grid, grid);
            }
            code.op(Op.VMULPS, grid, grid, unit);
            if (weighted) {
                code.op(Op.VBROADCASTSS, Vec.xmm(2), Mem.at(RDI, RowFrame.WEIGHTS + Float.BYTES * client));
                code.op(Op.VMULPS, grid, grid, Vec.xmm(2));
            }
            code.op(Op.VMOVQ_STORE, grid(client), grid);
        }
    }

    private static Mem grid(int client) {
        return Mem.at(RDI, RowFrame.GRIDS + 2 * Float.BYTES * client);
    }

    /** Goes to the rows' beginning. */
    void start() {
        code.arithmetic(Assembler.Arithmetic.XOR, INDEX, INDEX);
        if (bits < 8) {
            code.op(Op.VMOVDQA, FIRST_SHIFTS, shifts(0));
            code.op(Op.VMOVDQA, SECOND_SHIFTS, shifts(bits * EIGHT));
            code.op(Op.VMOVDQA, MASK, bits == 4 ? code.constant(15) : floats(0, 1, 2, 3));
        }
    }

    private Mem shifts(int first) {
        int[] shifts = new int[EIGHT];
        for (int i = 0; i < EIGHT; i++) {
            shifts[i] = (first + bits * i) & (Integer.SIZE - 1);
        }
        return code.constant(shifts);
    }

    private Mem floats(float... values) {
        int[] words = new int[values.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Float.floatToRawIntBits(values[i]);
        }
        return code.constant(words);
    }

    /** Goes on by so many eights. */
    void advance(int eights) {
        code.arithmetic(Assembler.Arithmetic.ADD, INDEX, bits * eights);
    }

    /** Codes of all clients that are needed soon. */
    List<Mem> soon() {
        List<Mem> soon = new ArrayList<>();
        for (int client = 0; client < count; client++) {
            soon.add(Mem.at(ADDRESSES.get(client), INDEX, 1, PREFETCH_BYTES));
        }
        return soon;
    }

    /** Loads scale and bias of a client. */
    void loadGrid(int client) {
        code.op(Op.VBROADCASTSS, SCALE, grid(client));
        code.op(Op.VBROADCASTSS, BIAS, grid(client).plus(Float.BYTES));
    }

    /** Loads eight codes of a client as floats: the ones of this number from the index on, of so many to be loaded. */
    void loadCodes(Vec to, int client, int eight, int eights) {
        Mem place = Mem.at(ADDRESSES.get(client), INDEX, 1, bits * eight);
        switch (bits) {
            case 8 -> code.op(Op.VPMOVZXBD, to, place);
            case 4 -> {
                code.op(Op.VPBROADCASTD, to, place);
                code.op(Op.VPSRLVD, to, to, FIRST_SHIFTS);
                code.op(Op.VPAND, to, to, MASK);
            }
            default -> {
                loadTwoBits(to, place, eight, eights);
                return;
            }
        }
        code.op(Op.VCVTDQ2PS, to, to);
    }

    /** Turns what two bits pick from codes into values; of one client, whose grid is loaded. */
    void prepareValues() {
        if (bits == 2) {
            value(MASK);
        }
    }

    /** Loads eight values of the first client, {@code code * scale + bias}, as {@link #loadCodes} does codes. */
    void loadValues(Vec to, int eight, int eights) {
        loadCodes(to, 0, eight, eights);
        if (bits > 2) {
            value(to);
        }
    }

    private void value(Vec codes) {
        code.op(Op.VMULPS, codes, codes, SCALE);
        code.op(Op.VADDPS, codes, codes, BIAS);
    }

    /**
     * Loads sixteen codes of four bits of the first client as floats: those in lower halves of bytes, and those in upper
     * ones. This takes fewer instructions than in order.
     *
     * @param eight number of the first eight
     */
    void loadHalves(Vec lower, Vec upper, int eight) {
        code.op(Op.VPMOVZXBD, upper, Mem.at(ADDRESSES.getFirst(), INDEX, 1, bits * eight));
        code.op(Op.VPAND, lower, upper, MASK);
        code.op(Op.VPSRLD, upper, upper, bits);
        code.op(Op.VCVTDQ2PS, lower, lower);
        code.op(Op.VCVTDQ2PS, upper, upper);
    }

    /** Two bits pick one of four floats, so that nothing need be converted; bits above them are not looked at. */
    private void loadTwoBits(Vec to, Mem place, int eight, int eights) {
        if (eights == 1) {
            code.op(Op.VPBROADCASTW, to, place);
            code.op(Op.VPSRLVD, to, to, FIRST_SHIFTS);
        } else {
            code.op(Op.VPBROADCASTD, to, eight % 2 == 0 ? place : place.plus(-bits));
            code.op(Op.VPSRLVD, to, to, eight % 2 == 0 ? FIRST_SHIFTS : SECOND_SHIFTS);
        }
        code.op(Op.VPERMILPS, to, MASK, to);
    }
}
