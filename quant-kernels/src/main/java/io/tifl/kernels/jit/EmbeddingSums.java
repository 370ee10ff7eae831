package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.CMP;
import static io.tifl.kernels.jit.Assembler.Arithmetic.SUB;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Assembler.Condition.ABOVE_OR_EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.EQUAL;
import static io.tifl.kernels.jit.Assembler.Condition.NOT_EQUAL;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R12;
import static io.tifl.kernels.jit.Gpr.R14;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.R8;
import static io.tifl.kernels.jit.Gpr.R9;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBP;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RDX;
import static io.tifl.kernels.jit.Gpr.RSI;

import java.util.List;

/**
 * Generates {@code f(parameters, sums, table, indices, weights, ends, ...)}: for each bag the sum of the rows that its
 * indices name, up to a last position. The result is the number of bags summed to their ends. Columns are taken in blocks of {@value #BLOCK} eights, whose sums stay in registers over the whole bag; what is
 * left after whole blocks has a loop for each number of eights. Rows are fetched some positions ahead.
 *
 * <p>With 4 bits, two registers hold the sums of even and of odd columns of sixteen until they are stored.
 */
final class EmbeddingSums {
    /** Eights in a block: as many as there are registers beside those that codes, scale and bias take. */
    static final int BLOCK = 8;

    /** Positions from a row to the one that is fetched meanwhile. */
    static final int AHEAD = 16;

    private static final int EIGHT_BYTES = 32;
    private static final List<Vec> CODES = List.of(Vec.ymm(10), Vec.ymm(11), Vec.ymm(12));
    private static final Vec WEIGHT = Vec.ymm(10);

    private static final Gpr TABLE = RDX;
    private static final Gpr ROW = RowClients.ADDRESSES.getFirst();
    private static final Gpr WEIGHTS = R8;
    private static final Gpr INDICES = R9;
    private static final Gpr ROW_BYTES = R10;
    private static final Gpr FETCH_END = R11;
    private static final Gpr HEADER = R12;
    private static final Gpr POSITION = RBX;
    private static final Gpr COUNT = RBP;
    private static final Gpr END = R14;
    private static final Gpr START = R15;

    private final Assembler code = new Assembler();
    private final RowClients rows;
    private final int bits;

    private EmbeddingSums(int bits) {
        this.bits = bits;
        this.rows = new RowClients(code, bits, 1);
    }

    static byte[] generate(int bits) {
        EmbeddingSums sums = new EmbeddingSums(bits);
        sums.function();
        return sums.code.finish();
    }

    private void function() {
        Label nextBag = new Label();
        RowDriver.KEPT.forEach(code::push);
        code.mov(at(RowFrame.ENDS), R9);
        code.mov(INDICES, RCX);
        code.mov(at(RowFrame.FIRST_WEIGHT), WEIGHTS);
        code.arithmetic(ADD, WEIGHTS, at(RowFrame.WEIGHT_OFFSET));
        code.mov(ROW_BYTES, at(RowFrame.ROW_BYTES));
        code.mov(HEADER, at(RowFrame.HEADER));
        code.mov(FETCH_END, at(RowFrame.FETCH_END));
        code.mov(START, at(RowFrame.POSITION));
        rows.start();
        code.bind(nextBag);
        Label whole = new Label();
        code.mov(RAX, at(RowFrame.ENDS));
        code.movsxd(END, Mem.at(RAX, 0));
        code.mov(COUNT, at(RowFrame.POSITION_LIMIT));
        code.arithmetic(CMP, COUNT, END);
        code.jump(ABOVE_OR_EQUAL, whole);
        code.mov(END, COUNT);
        code.bind(whole);
        bag();
        Label done = new Label();
        code.mov(RAX, at(RowFrame.ENDS));
        code.movsxd(COUNT, Mem.at(RAX, 0));
        code.arithmetic(CMP, COUNT, END);
        code.jump(NOT_EQUAL, done);
        code.arithmetic(ADD, RAX, Integer.BYTES);
        code.mov(at(RowFrame.ENDS), RAX);
        leaveBag();
        code.mov(RAX, at(RowFrame.SUMMED));
        code.arithmetic(ADD, RAX, 1);
        code.mov(at(RowFrame.SUMMED), RAX);
        code.arithmetic(CMP, RAX, at(RowFrame.BAGS));
        code.jump(NOT_EQUAL, nextBag);
        code.bind(done);
        code.mov(RAX, at(RowFrame.SUMMED));
        RowDriver.leave(code);
    }

    private static Mem at(int parameter) {
        return Mem.at(RDI, parameter);
    }

    private void bag() {
        Label rest = new Label();
        Label nextBlock = new Label();
        Label done = new Label();
        code.arithmetic(XOR, RowClients.INDEX, RowClients.INDEX);
        code.mov(COUNT, at(RowFrame.BLOCKS));
        code.test(COUNT, COUNT);
        code.jump(EQUAL, rest);
        code.bind(nextBlock);
        block(BLOCK);
        code.arithmetic(SUB, COUNT, 1);
        code.jump(NOT_EQUAL, nextBlock);
        code.bind(rest);
        code.mov(COUNT, at(RowFrame.REST));
        for (int eights = 1; eights <= BLOCK; eights++) {
            Label other = new Label();
            code.arithmetic(CMP, COUNT, eights);
            code.jump(NOT_EQUAL, other);
            rest(eights);
            code.jump(done);
            code.bind(other);
        }
        code.bind(done);
    }

    /** The next bag begins where this one ends; by position, so do the weights' numbers. */
    private void leaveBag() {
        Label byIndex = new Label();
        code.mov(START, END);
        code.arithmetic(XOR, RAX, RAX);
        code.mov(at(RowFrame.RESUMED), RAX);
        ifZero(RowFrame.BY_POSITION, byIndex);
        code.mov(RAX, START);
        code.shl(RAX, 2);
        code.mov(WEIGHTS, at(RowFrame.FIRST_WEIGHT));
        code.arithmetic(SUB, WEIGHTS, RAX);
        code.bind(byIndex);
    }

    private void ifZero(int parameter, Label target) {
        code.mov(RAX, at(parameter));
        code.test(RAX, RAX);
        code.jump(EQUAL, target);
    }

    private void block(int eights) {
        Label sum = new Label();
        for (int i = 0; i < eights; i++) {
            code.op(Op.VXORPS, sum(i), sum(i), sum(i));
        }
        ifZero(RowFrame.RESUMED, sum);
        for (int i = 0; i < eights; i++) {
            code.op(Op.VMOVUPS, sum(i), Mem.at(RSI, EIGHT_BYTES * i));
        }
        part(eights);
        code.bind(sum);
        add(eights);
        store(eights);
        code.arithmetic(ADD, RowClients.INDEX, bits * eights);
    }

    /** The last eights, of which the last one may be ragged. */
    private void rest(int eights) {
        Label ragged = new Label();
        Label sum = new Label();
        Label done = new Label();
        Vec mask = CODES.getFirst();
        Mem last = Mem.at(RSI, EIGHT_BYTES * (eights - 1));
        code.mov(RAX, at(RowFrame.TAIL));
        code.test(RAX, RAX);
        code.jump(NOT_EQUAL, ragged);
        block(eights);
        code.jump(done);
        code.bind(ragged);
        for (int i = 0; i < eights; i++) {
            code.op(Op.VXORPS, sum(i), sum(i), sum(i));
        }
        ifZero(RowFrame.RESUMED, sum);
        for (int i = 0; i < eights - 1; i++) {
            code.op(Op.VMOVUPS, sum(i), Mem.at(RSI, EIGHT_BYTES * i));
        }
        code.op(Op.VMOVUPS, mask, at(RowFrame.MASK));
        code.op(Op.VMASKMOVPS, sum(eights - 1), mask, last);
        part(eights);
        code.bind(sum);
        add(eights);
        code.op(Op.VMOVUPS, mask, at(RowFrame.MASK));
        code.op(Op.VMASKMOVPS_STORE, sum(eights - 1), mask, last);
        store(eights - 1);
        code.arithmetic(ADD, RSI, at(RowFrame.TAIL_BYTES));
        code.bind(done);
    }

    private void store(int eights) {
        for (int i = 0; i < eights; i++) {
            code.op(Op.VMOVUPS_STORE, Mem.at(RSI, EIGHT_BYTES * i), sum(i));
        }
        code.arithmetic(ADD, RSI, EIGHT_BYTES * eights);
    }

    /** Adds these columns of all rows of the bag. */
    private void add(int eights) {
        Label none = new Label();
        Label next = new Label();
        code.mov(POSITION, START);
        code.arithmetic(CMP, POSITION, END);
        code.jump(EQUAL, none);
        code.align(32);
        code.bind(next);
        address(ROW, 0);
        fetch();
        grid();
        addRow(eights);
        code.arithmetic(ADD, POSITION, 1);
        code.arithmetic(CMP, POSITION, END);
        code.jump(NOT_EQUAL, next);
        code.bind(none);
        join(eights);
    }

    private void addRow(int eights) {
        int pairs = pairs(eights);
        for (int pair = 0; pair < pairs; pair++) {
            rows.loadHalves(CODES.get(0), CODES.get(1), 2 * pair);
            addEight(CODES.get(0), 2 * pair);
            addEight(CODES.get(1), 2 * pair + 1);
        }
        for (int i = 2 * pairs; i < eights; i++) {
            Vec codes = CODES.get(i % CODES.size());
            rows.loadCodes(codes, 0, i, BLOCK);
            addEight(codes, i);
        }
    }

    private void addEight(Vec codes, int eight) {
        code.op(Op.VADDPS, sum(eight), sum(eight), RowClients.BIAS);
        code.op(Op.VFMADD231PS, sum(eight), codes, RowClients.SCALE);
    }

    /** Pairs of registers that hold even and odd columns. */
    private int pairs(int eights) {
        return bits == 4 ? eights / 2 : 0;
    }

    /** Parts sums in order into those of even and those of odd columns. */
    private void part(int eights) {
        Vec lower = CODES.get(0);
        Vec upper = CODES.get(1);
        Vec order = CODES.get(2);
        if (pairs(eights) > 0) {
            code.op(Op.VMOVUPS, order, code.constant(0, 2, 4, 6, 1, 3, 5, 7));
        }
        for (int i = 0; i < 2 * pairs(eights); i += 2) {
            code.op(Op.VPERMD, lower, order, sum(i));
            code.op(Op.VPERMD, upper, order, sum(i + 1));
            joinHalves(i, lower, upper);
        }
    }

    /** Undoes {@link #part}. */
    private void join(int eights) {
        Vec lower = CODES.get(0);
        Vec upper = CODES.get(1);
        for (int i = 0; i < 2 * pairs(eights); i += 2) {
            code.op(Op.VUNPCKLPS, lower, sum(i), sum(i + 1));
            code.op(Op.VUNPCKHPS, upper, sum(i), sum(i + 1));
            joinHalves(i, lower, upper);
        }
    }

    private void joinHalves(int eight, Vec lower, Vec upper) {
        code.op(Op.VINSERTI128, sum(eight), lower, upper.low(), 1);
        code.op(Op.VPERM2I128, sum(eight + 1), lower, upper, 0x31);
    }

    private void address(Gpr row, int ahead) {
        code.movsxd(row, Mem.at(INDICES, POSITION, Integer.BYTES, Integer.BYTES * ahead));
        code.imul(row, ROW_BYTES);
        code.arithmetic(ADD, row, TABLE);
    }

    /** A block's codes reach into no cache line but its first one's and the next block's, or the header's. */
    private void fetch() {
        Label none = new Label();
        code.arithmetic(CMP, POSITION, FETCH_END);
        code.jump(ABOVE_OR_EQUAL, none);
        address(RAX, AHEAD);
        code.prefetch(Mem.at(RAX, RowClients.INDEX, 1, 0));
        code.prefetch(Mem.at(RAX, HEADER, 1, 0));
        code.bind(none);
    }

    /** Scale and bias of a row, times the unit, and times the weight of the position. */
    private void grid() {
        Label unscaled = new Label();
        Label unweighted = new Label();
        Mem header = Mem.at(ROW, HEADER, 1, 0);
        if (bits == 8) {
            code.op(Op.VBROADCASTSS, RowClients.SCALE, header);
            code.op(Op.VBROADCASTSS, RowClients.BIAS, header.plus(Float.BYTES));
        } else {
            code.op(Op.VPBROADCASTW, RowClients.SCALE.low(), header);
            code.op(Op.VPBROADCASTW, RowClients.BIAS.low(), header.plus(Short.BYTES));
            code.op(Op.VCVTPH2PS, RowClients.SCALE, RowClients.SCALE.low());
            code.op(Op.VCVTPH2PS, RowClients.BIAS, RowClients.BIAS.low());
        }
        ifZero(RowFrame.SCALED, unscaled);
        code.op(Op.VBROADCASTSS, WEIGHT, at(RowFrame.UNIT));
        multiplyGrid();
        code.bind(unscaled);
        ifZero(RowFrame.WEIGHTED, unweighted);
        code.op(Op.VBROADCASTSS, WEIGHT, Mem.at(WEIGHTS, POSITION, Float.BYTES, 0));
        multiplyGrid();
        code.bind(unweighted);
    }

    private void multiplyGrid() {
        code.op(Op.VMULPS, RowClients.SCALE, RowClients.SCALE, WEIGHT);
        code.op(Op.VMULPS, RowClients.BIAS, RowClients.BIAS, WEIGHT);
    }

    private static Vec sum(int eight) {
        return Vec.ymm(eight);
    }
}
