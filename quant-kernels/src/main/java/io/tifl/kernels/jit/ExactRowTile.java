package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.CMP;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Assembler.Condition.ABOVE_OR_EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.BELOW;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Generates a tile: one row of each of several clients added to one row of an exact sum. The clients' terms are added in
 * doubles, and the sum of them is split into coarse and fine steps once. The tile looks first whether no double is rounded
 * on this way, and if one may be, does nothing and answers 1: {@code ExactTerms} says how. One client needs no such look.
 */
final class ExactRowTile {
    /** Eights in a block. */
    static final int BLOCK = 4;

    private static final int EIGHT_BYTES = 64;
    private static final int FOUR_BYTES = 32;
    private static final int LINE_BYTES = 64;
    private static final int PREFETCH_BYTES = 2048;
    private static final double ROUNDER = 0x1.8p52;

    // What ExactTerms calls the same.
    private static final double MOST = 0x1p50;
    private static final int SPAN_BITS = 52;
    private static final int FLOAT_BITS = 23;
    private static final int CODES_END = 256;
    private static final int EXPONENTS = 0x7f800000;

    private static final Vec FACTOR = Vec.ymm(10);
    private static final Vec VALUES = Vec.ymm(11);
    private static final Vec UPPER = Vec.ymm(12);

    // When all clients are added
    private static final Vec ROUND = RowClients.SCALE;
    private static final Vec ROUND_BITS = RowClients.BIAS;
    private static final Vec RATIO = FACTOR;
    private static final Vec SHIFTED = VALUES;
    private static final Vec REST = UPPER;

    private final Assembler code = new Assembler();
    private final RowClients clients;
    private final int count;

    private ExactRowTile(int bits, int count) {
        this.clients = new RowClients(code, bits, count);
        this.count = count;
    }

    static byte[] generate(int bits, int clients) {
        ExactRowTile tile = new ExactRowTile(bits, clients);
        tile.function();
        return tile.code.finish();
    }

    /** Writes what an exact tile reads besides what every tile reads. */
    static void describe(MemorySegment frame, double[] factors, int coarseScale, int fineScale) {
        frame.set(JAVA_DOUBLE, RowFrame.RATIO, Math.scalb(1.0, fineScale - coarseScale));
        frame.set(JAVA_DOUBLE, RowFrame.MOST, MOST);
        frame.set(JAVA_DOUBLE, RowFrame.SPAN, Math.scalb(1.0, coarseScale + SPAN_BITS - FLOAT_BITS));
        frame.set(JAVA_DOUBLE, RowFrame.FINEST, Math.scalb(1.0, FLOAT_BITS - fineScale));
        for (int i = 0; i < factors.length; i++) {
            frame.set(JAVA_DOUBLE, RowFrame.FACTORS + Double.BYTES * i, factors[i]);
            frame.set(JAVA_DOUBLE, RowFrame.BOUNDS + 2 * Double.BYTES * i, Math.abs(factors[i]) * CODES_END);
            frame.set(JAVA_DOUBLE, RowFrame.BOUNDS + 2 * Double.BYTES * i + Double.BYTES, Math.abs(factors[i]));
        }
    }

    private void function() {
        Label refused = new Label();
        clients.grids(false);
        if (count > 1) {
            look(refused);
        }
        clients.start();
        RowLoops loops = new RowLoops(code);
        loops.times(RowFrame.BLOCKS, () -> eights(BLOCK));
        loops.times(RowFrame.EIGHTS, () -> eights(1));
        loops.tail(this::tail);
        code.arithmetic(XOR, RAX, RAX);
        code.ret();
        code.bind(refused);
        code.mov(RAX, 1);
        code.ret();
    }

    private void loadConstants() {
        long bits = Double.doubleToRawLongBits(ROUNDER);
        code.op(Op.VMOVDQA, ROUND, longs(bits));
        code.op(Op.VMOVDQA, ROUND_BITS, longs(-bits));
        code.op(Op.VBROADCASTSD, RATIO, Mem.at(RDI, RowFrame.RATIO));
    }

    private Mem longs(long value) {
        return code.constant((int) value, (int) (value >>> Integer.SIZE));
    }

    private void eights(int eights) {
        sums(eights, eights == BLOCK ? soon() : List.of());
        loadConstants();
        for (int i = 0; i < 2 * eights; i++) {
            split(sum(i));
            int at = FOUR_BYTES * i;
            code.op(Op.VPADDQ, SHIFTED, SHIFTED, Mem.at(RSI, at));
            code.op(Op.VPADDQ, REST, REST, Mem.at(RDX, at));
            code.op(Op.VMOVDQU_STORE, Mem.at(RSI, at), SHIFTED);
            code.op(Op.VMOVDQU_STORE, Mem.at(RDX, at), REST);
        }
        code.arithmetic(ADD, RSI, EIGHT_BYTES * eights);
        code.arithmetic(ADD, RDX, EIGHT_BYTES * eights);
        clients.advance(eights);
    }

    private void tail() {
        Vec mask = sum(2);
        Vec old = sum(3);
        sums(1, List.of());
        loadConstants();
        for (int i = 0; i < 2; i++) {
            int at = FOUR_BYTES * i;
            split(sum(i));
            code.op(Op.VMOVUPS, mask, Mem.at(RDI, RowFrame.MASK + at));
            code.op(Op.VMASKMOVPD, old, mask, Mem.at(RSI, at));
            code.op(Op.VPADDQ, SHIFTED, SHIFTED, old);
            code.op(Op.VMASKMOVPD_STORE, SHIFTED, mask, Mem.at(RSI, at));
            code.op(Op.VMASKMOVPD, old, mask, Mem.at(RDX, at));
            code.op(Op.VPADDQ, REST, REST, old);
            code.op(Op.VMASKMOVPD_STORE, REST, mask, Mem.at(RDX, at));
        }
        code.arithmetic(ADD, RSI, Mem.at(RDI, RowFrame.TAIL_BYTES));
        code.arithmetic(ADD, RDX, Mem.at(RDI, RowFrame.TAIL_BYTES));
    }

    private List<Mem> soon() {
        List<Mem> soon = clients.soon();
        for (int at = 0; at < EIGHT_BYTES * BLOCK; at += LINE_BYTES) {
            soon.add(Mem.at(RSI, PREFETCH_BYTES + at));
            soon.add(Mem.at(RDX, PREFETCH_BYTES + at));
        }
        return soon;
    }

    /** The sums of the clients' terms, four a register. */
    private void sums(int eights, List<Mem> soon) {
        RowPrefetches prefetches = new RowPrefetches(code, soon, count * eights);
        for (int client = 0; client < count; client++) {
            clients.loadGrid(client);
            code.op(Op.VBROADCASTSD, FACTOR, Mem.at(RDI, RowFrame.FACTORS + Double.BYTES * client));
            for (int i = 0; i < eights; i++) {
                clients.loadCodes(VALUES, client, i, eights);
                code.op(Op.VMULPS, VALUES, VALUES, RowClients.SCALE);
                code.op(Op.VADDPS, VALUES, VALUES, RowClients.BIAS);
                // Through memory, which is faster than from one half of a register to the other.
                Mem stored = Mem.at(RDI, RowFrame.VALUES + FOUR_BYTES * i);
                code.op(Op.VMOVUPS_STORE, stored, VALUES);
                code.op(Op.VCVTPS2PD, UPPER, stored.plus(FOUR_BYTES / 2));
                code.op(Op.VCVTPS2PD, VALUES, VALUES.low());
                term(sum(2 * i), VALUES, client == 0);
                term(sum(2 * i + 1), UPPER, client == 0);
                prefetches.next();
            }
        }
    }

    private void term(Vec sum, Vec values, boolean first) {
        code.op(first ? Op.VMULPD : Op.VFMADD231PD, sum, values, FACTOR);
    }

    /** Coarse and fine steps of a sum. */
    private void split(Vec sum) {
        code.op(Op.VADDPD, SHIFTED, sum, ROUND);
        code.op(Op.VSUBPD, REST, SHIFTED, ROUND);
        code.op(Op.VSUBPD, REST, sum, REST);
        code.op(Op.VFMADD213PD, REST, RATIO, ROUND);
        code.op(Op.VPADDQ, SHIFTED, SHIFTED, ROUND_BITS);
        code.op(Op.VPADDQ, REST, REST, ROUND_BITS);
    }

    private static Vec sum(int four) {
        return Vec.ymm(four);
    }

    /** Goes to {@code refused} if a sum of terms could be rounded. */
    private void look(Label refused) {
        magnitudes();
        bound();
        least();
        code.mov(RAX, Mem.at(RDI, RowFrame.LEAST));
        code.arithmetic(CMP, RAX, Mem.at(RDI, RowFrame.FINEST));
        code.jump(BELOW, refused);
        // Doubles that are not negative compare as whole numbers, and NaN is above them all.
        code.mov(RAX, Mem.at(RDI, RowFrame.BOUND));
        code.arithmetic(CMP, RAX, Mem.at(RDI, RowFrame.MOST));
        code.jump(ABOVE_OR_EQUAL, refused);
        code.arithmetic(CMP, RAX, Mem.at(RDI, RowFrame.LIMIT));
        code.jump(ABOVE_OR_EQUAL, refused);
    }

    /** Magnitudes of scales and biases, four clients' a register; those of clients there are not are zero in the frame. */
    private void magnitudes() {
        for (int i = 0; i < registers(); i++) {
            Vec grids = count <= 2 ? Vec.xmm(i) : Vec.ymm(i);
            code.op(Op.VMOVUPS, grids, Mem.at(RDI, RowFrame.GRIDS + 32 * i));
            code.op(Op.VANDPS, grids, grids, code.constant(Integer.MAX_VALUE));
        }
    }

    private int registers() {
        return Math.ceilDiv(count, 4);
    }

    /** The most that a sum of terms can reach. */
    private void bound() {
        Vec total = SHIFTED;
        Vec some = REST;
        code.op(Op.VPXOR, total, total, total);
        for (int half = 0; half < count / 2; half++) {
            if (half % 2 == 0) {
                code.op(Op.VCVTPS2PD, some, Vec.xmm(half / 2));
            } else {
                code.op(Op.VEXTRACTI128, some.low(), Vec.ymm(half / 2), 1);
                code.op(Op.VCVTPS2PD, some, some.low());
            }
            code.op(Op.VFMADD231PD, total, some, Mem.at(RDI, RowFrame.BOUNDS + 32 * half));
        }
        code.op(Op.VEXTRACTI128, some.low(), total, 1);
        code.op(Op.VADDPD, total.low(), total.low(), some.low());
        code.op(Op.VPSHUFD, some.low(), total.low(), 0b1110);
        code.op(Op.VADDPD, total.low(), total.low(), some.low());
        code.op(Op.VMOVQ_STORE, Mem.at(RDI, RowFrame.BOUND), total.low());
    }

    /** The power of two of the least scale or bias that is not zero, and the bound that follows from it. */
    private void least() {
        Vec least = Vec.ymm(4);
        Vec other = Vec.ymm(5);
        Vec zero = Vec.ymm(6);
        code.op(Op.VPXOR, zero, zero, zero);
        for (int i = 0; i < registers(); i++) {
            // Zeros become the largest whole number.
            code.op(Op.VPCMPEQD, other, Vec.ymm(i), zero);
            code.op(Op.VPSRLD, other, other, 1);
            code.op(Op.VPOR, other, other, Vec.ymm(i));
            code.op(i == 0 ? Op.VPOR : Op.VPMINSD, least, i == 0 ? other : least, other);
        }
        code.op(Op.VEXTRACTI128, other.low(), least, 1);
        code.op(Op.VPMINSD, least.low(), least.low(), other.low());
        code.op(Op.VPSHUFD, other.low(), least.low(), 0b1110);
        code.op(Op.VPMINSD, least.low(), least.low(), other.low());
        code.op(Op.VPSHUFD, other.low(), least.low(), 0b01);
        code.op(Op.VPMINSD, least.low(), least.low(), other.low());
        code.op(Op.VPAND, least.low(), least.low(), code.constant(EXPONENTS));
        code.op(Op.VCVTPS2PD, least.low(), least.low());
        code.op(Op.VMOVQ_STORE, Mem.at(RDI, RowFrame.LEAST), least.low());
        code.op(Op.VBROADCASTSD, other, Mem.at(RDI, RowFrame.SPAN));
        code.op(Op.VMULPD, least.low(), least.low(), other.low());
        code.op(Op.VMOVQ_STORE, Mem.at(RDI, RowFrame.LIMIT), least.low());
    }
}
