package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.GemmTile.A;
import static io.tifl.kernels.jit.Gpr.R10;
import static io.tifl.kernels.jit.Gpr.R11;
import static io.tifl.kernels.jit.Gpr.R15;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RBX;
import static io.tifl.kernels.jit.Gpr.RCX;
import static io.tifl.kernels.jit.Gpr.RSI;

/**
 * Generates a tile of {@link GemmArithmetic#DOT}: some rows of A times one panel or two neighbouring ones. A vector of 512
 * bits holds a panel's sixteen columns, and one instruction adds four products to each of them. Inputs are unsigned, which
 * the instruction wants in a register, so they are broadcast there; a second panel uses each of them twice, which leaves
 * the processor's loads, two in a cycle like its multiplications, far from what limits it.
 *
 * <p>A sum can be added to every fifth cycle only. Where few rows have too few sums to fill the time between, each is
 * added up in several registers.
 */
final class DotTile {
    private static final int CHUNK = 4;
    private static final int SUMS_IN_FLIGHT = 10;
    private static final int PREFETCH_BYTES = 1536;
    private static final Vec INPUT = Vec.zmm(29);

    private final Assembler code = new Assembler();
    private final GemmTile.Shape shape;
    private final GemmPart part;
    private final int chains;

    private DotTile(GemmTile.Shape shape) {
        this.shape = shape;
        this.part = new GemmPart(shape, 0, Math.ceilDiv(shape.columns(), GemmFrame.PANEL_COLUMNS));
        this.chains = chains(shape.rows() * part.vectors());
    }

    /** Registers for each sum: 1, 2 or 4. */
    private static int chains(int sums) {
        int chains = 1;
        while (chains < CHUNK && sums * chains < SUMS_IN_FLIGHT) {
            chains *= 2;
        }
        return chains;
    }

    static byte[] generate(GemmTile.Shape shape) {
        DotTile tile = new DotTile(shape);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        code.mov(RSI, Mem.at(RBX, GemmFrame.BLOCKS));
        code.mov(R10, Mem.at(RBX, GemmFrame.NEXT_PANEL));
        code.mov(RCX, Mem.at(R15, GemmFrame.STRIDE_A));
        A.prepare(code, shape.rows());
        for (int i = 0; i < chains * sums(); i++) {
            code.op(Op.VPXOR, Vec.zmm(i), Vec.zmm(i), Vec.zmm(i));
        }
        CountedLoop.emit(code, Mem.at(R15, GemmFrame.CHUNKS), this::chunk);
        CountedLoop.emit(code, Mem.at(R15, GemmFrame.SINGLES), this::single);
        if (shape.tail() > 0) {
            tail();
        }
        addChains();
        new GemmTileStore(code, part).store();
        code.ret();
    }

    private void chunk() {
        for (int i = 0; i < CHUNK; i++) {
            for (int panel = 0; panel < part.vectors(); panel++) {
                code.prefetch(b(panel, i).plus(PREFETCH_BYTES));
            }
            step(i, i % chains);
        }
        advance(CHUNK);
    }

    private void single() {
        step(0, 0);
        advance(1);
    }

    private void step(int block, int chain) {
        weights(block);
        for (int row = 0; row < shape.rows(); row++) {
            code.op(Op.VPBROADCASTD, INPUT, A.at(row, 4 * block));
            multiplyAdd(row, chain);
        }
    }

    private void tail() {
        weights(0);
        for (int row = 0; row < shape.rows(); row++) {
            TailBytes.load(code, A.at(row, 0), shape.tail(), R11);
            code.op(Op.VMOVD, INPUT.low(), RAX);
            code.op(Op.VPBROADCASTD, INPUT, INPUT.low());
            multiplyAdd(row, 0);
        }
    }

    private void weights(int block) {
        for (int panel = 0; panel < part.vectors(); panel++) {
            code.op(Op.VMOVDQU, part.spare(panel), b(panel, block));
        }
    }

    private void multiplyAdd(int row, int chain) {
        for (int panel = 0; panel < part.vectors(); panel++) {
            code.op(Op.VPDPBUSD, sum(row, panel, chain), INPUT, part.spare(panel));
        }
    }

    private void advance(int blocks) {
        code.arithmetic(ADD, RSI, GemmFrame.BLOCK_BYTES * blocks);
        A.advance(code, shape.rows(), 4 * blocks);
    }

    /** How many sums the tile has. */
    private int sums() {
        return shape.rows() * part.vectors();
    }

    private Vec sum(int row, int panel, int chain) {
        return Vec.zmm(chain * sums() + part.sum(row, panel).number());
    }

    private static Mem b(int panel, int block) {
        int offset = GemmFrame.BLOCK_BYTES * block;
        return panel == 0 ? Mem.at(RSI, offset) : Mem.at(RSI, R10, 1, offset);
    }

    private void addChains() {
        for (int stride = chains / 2; stride > 0; stride /= 2) {
            for (int i = 0; i < stride * sums(); i++) {
                code.op(Op.VPADDD, Vec.zmm(i), Vec.zmm(i), Vec.zmm(i + stride * sums()));
            }
        }
    }
}
