package io.tifl.kernels.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The assembler writes the bytes GNU as writes: golden.txt, made by src/test/asm/golden.py. */
class AssemblerTest {
    @Test
    void everyGoldenInstructionHasTheSameBytes() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : golden()) {
            String[] parts = line.split("; ", -1);
            String actual = bytes(parts[0]);
            if (!actual.equals(parts[1])) {
                wrong.add(line + " but was " + actual);
            }
        }

        assertThat(golden()).hasSizeGreaterThan(3000);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRowOfTheTableIsInTheGoldenFile() throws IOException {
        Set<Op> unseen = EnumSet.allOf(Op.class);
        for (String line : golden()) {
            String instruction = line.substring(0, line.indexOf(';'));
            if (instruction.matches("[vk].* .*")) {
                unseen.remove(InstructionText.op(instruction));
            }
        }

        assertThat(unseen).isEmpty();
    }

    @Test
    void everyRowInUseWithAvx512IsThereInItsEncoding() throws IOException {
        Set<Op> unseen = EnumSet.allOf(Op.class);
        unseen.removeIf(op -> op.tuple == Op.Tuple.NONE);
        for (String line : golden()) {
            String[] parts = line.split("; ", -1);
            if (parts[1].startsWith("62")) {
                unseen.remove(InstructionText.op(parts[0]));
            }
        }

        assertThat(unseen).isEmpty();
    }

    @Test
    void whatIsNotInUseWithAvx512IsRefused() {
        Assembler assembler = new Assembler();

        assertThatThrownBy(() -> assembler.op(Op.VPADDW, Vec.zmm(0), Vec.zmm(1), Vec.zmm(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> assembler.op(Op.VPSLLD, Vec.xmm(16), Vec.xmm(1), 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Vec.zmm(32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mask(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jumpsAndConstantsReachTheirLabels() {
        Assembler assembler = new Assembler();
        Label start = new Label();
        Label end = new Label();

        assembler.bind(start);
        assembler.jump(Assembler.Condition.NOT_EQUAL, end);
        assembler.jump(start);
        assembler.op(Op.VPADDD, Vec.ymm(1), Vec.ymm(2), assembler.constant(1));
        assembler.op(Op.VPADDD, Vec.ymm(1), Vec.ymm(2), assembler.constant(7));
        assembler.op(Op.VPSHUFD, Vec.ymm(1), assembler.constant(1), 3);
        assembler.bind(end);
        assembler.ret();

        // The constants stand at 64 and 96, behind the code's 37 bytes.
        assertThat(HexFormat.of().formatHex(assembler.finish()))
                .startsWith("0f851e000000" + "e9f5ffffff" + "c5edfe0d2d000000" + "c5edfe0d45000000"
                        + "c5fd700d1c00000003" + "c3" + "90".repeat(27) + "01000000".repeat(8) + "07000000".repeat(8))
                .hasSize(2 * 128);
    }

    @Test
    void aLabelIsBoundExactlyOnce() {
        Assembler assembler = new Assembler();
        Label label = new Label();
        assembler.jump(label);

        assertThatThrownBy(assembler::finish).isInstanceOf(IllegalStateException.class);
        assembler.bind(label);
        assertThatThrownBy(() -> assembler.bind(label)).isInstanceOf(IllegalStateException.class);
    }

    private static String bytes(String instruction) {
        Assembler assembler = new Assembler();
        InstructionText.write(instruction, assembler);
        return HexFormat.of().formatHex(assembler.finish());
    }

    private static List<String> golden() throws IOException {
        try (InputStream file = AssemblerTest.class.getResourceAsStream("golden.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
