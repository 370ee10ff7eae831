package io.tifl.kernels.jit;

import static io.tifl.kernels.jit.Assembler.Arithmetic.ADD;
import static io.tifl.kernels.jit.Assembler.Arithmetic.XOR;
import static io.tifl.kernels.jit.Gpr.RAX;
import static io.tifl.kernels.jit.Gpr.RDI;
import static io.tifl.kernels.jit.Gpr.RSI;

import java.util.List;

/**
 * Generates a tile: one row of each of several clients added to one row of floats. Each float is loaded once, becomes
 * {@code fma(code, scale, sum + bias)} client after client in its register, and is stored once.
 */
final class FloatRowTile {
    /** Eights in a block: their sums depend on each other not sooner than an addition and a multiplication take. */
    static final int BLOCK = 8;

    private static final int EIGHT_BYTES = 32;
    private static final int LINE_BYTES = 64;
    private static final int PREFETCH_BYTES = 2048;
    private static final List<Vec> CODES = List.of(Vec.ymm(10), Vec.ymm(11), Vec.ymm(12));

    private final Assembler code = new Assembler();
    private final RowClients clients;
    private final int count;

    private FloatRowTile(int bits, int count) {
        this.clients = new RowClients(code, bits, count);
        this.count = count;
    }

    static byte[] generate(int bits, int clients) {
        FloatRowTile tile = new FloatRowTile(bits, clients);
        tile.function();
        return tile.code.finish();
    }

    private void function() {
        clients.grids(true);
        clients.start();
        RowLoops loops = new RowLoops(code);
        loops.times(RowFrame.BLOCKS, () -> eights(BLOCK));
        loops.times(RowFrame.EIGHTS, () -> eights(1));
        loops.tail(this::tail);
        code.arithmetic(XOR, RAX, RAX);
        code.ret();
    }

    private void eights(int eights) {
        for (int i = 0; i < eights; i++) {
            code.op(Op.VMOVUPS, sum(i), Mem.at(RSI, EIGHT_BYTES * i));
        }
        add(eights, eights == BLOCK ? soon() : List.of());
        for (int i = 0; i < eights; i++) {
            code.op(Op.VMOVUPS_STORE, Mem.at(RSI, EIGHT_BYTES * i), sum(i));
        }
        code.arithmetic(ADD, RSI, EIGHT_BYTES * eights);
        clients.advance(eights);
    }

    private void tail() {
        Vec mask = sum(1);
        code.op(Op.VMOVUPS, mask, Mem.at(RDI, RowFrame.MASK));
        code.op(Op.VMASKMOVPS, sum(0), mask, Mem.at(RSI, 0));
        add(1, List.of());
        code.op(Op.VMASKMOVPS_STORE, sum(0), mask, Mem.at(RSI, 0));
        code.arithmetic(ADD, RSI, Mem.at(RDI, RowFrame.TAIL_BYTES));
    }

    private List<Mem> soon() {
        List<Mem> soon = clients.soon();
        for (int at = 0; at < EIGHT_BYTES * BLOCK; at += LINE_BYTES) {
            soon.add(Mem.at(RSI, PREFETCH_BYTES + at));
        }
        return soon;
    }

    private void add(int eights, List<Mem> soon) {
        RowPrefetches prefetches = new RowPrefetches(code, soon, count * eights);
        for (int client = 0; client < count; client++) {
            clients.loadGrid(client);
            for (int i = 0; i < eights; i++) {
                Vec codes = CODES.get(i % CODES.size());
                clients.loadCodes(codes, client, i, eights);
                code.op(Op.VADDPS, sum(i), sum(i), RowClients.BIAS);
                code.op(Op.VFMADD231PS, sum(i), codes, RowClients.SCALE);
                prefetches.next();
            }
        }
    }

    private static Vec sum(int eight) {
        return Vec.ymm(eight);
    }
}
