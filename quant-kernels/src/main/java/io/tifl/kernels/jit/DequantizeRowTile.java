package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

/** Generates a tile that reads one row of codes back as floats, to {@code rsi}, which moves on to the next row. */
final class DequantizeRowTile {
    /** Eights in a block. */
    static final int BLOCK = 4;

    private static final int EIGHT_BYTES = 32;

    private final Assembler code = new Assembler();
    private final RowClients row;

    private DequantizeRowTile(int bits) {
        this.row = new RowClients(code, bits, 1);
    }

    static byte[] generate(int bits) {
        DequantizeRowTile tile = new DequantizeRowTile(bits);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        row.grids(false);
        row.start();
        row.loadGrid(0);
        row.prepareValues();
        RowLoops loops = new RowLoops(code);
        loops.times(RowFrame.BLOCKS, () -> eights(BLOCK));
        loops.times(RowFrame.EIGHTS, () -> eights(1));
        loops.tail(() -> {
            Vec mask = Vec.ymm(1);
            code.op(Op.VMOVUPS, mask, Mem.at(RDI, RowFrame.MASK));
            row.loadValues(Vec.ymm(0), 0, 1);
            code.op(Op.VMASKMOVPS_STORE, Vec.ymm(0), mask, Mem.at(RSI, 0));
            code.arithmetic(ADD, RSI, Mem.at(RDI, RowFrame.TAIL_BYTES));
        });
        code.arithmetic(XOR, RAX, RAX);
        code.ret();
    }

    private void eights(int eights) {
        for (int i = 0; i < eights; i++) {
            row.loadValues(Vec.ymm(i), i, eights);
            code.op(Op.VMOVUPS_STORE, Mem.at(RSI, EIGHT_BYTES * i), Vec.ymm(i));
        }
        code.arithmetic(ADD, RSI, EIGHT_BYTES * eights);
        row.advance(eights);
    }
}
