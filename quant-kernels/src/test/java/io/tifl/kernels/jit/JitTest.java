package io.tifl.kernels.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JitTest {
    private static final int[] NOTHING = new int[4];

    @BeforeEach
    void requireGeneratedCode() {
        assumeTrue(Jit.instance().reason().isEmpty(), Jit.instance().reason());
    }

    @Test
    void generatedCodeRuns() {
        Assembler code = new Assembler();
        code.mov(Gpr.RAX, 0x123456789ABCL);
        code.ret();

        MemorySegment function = Jit.instance().install(code.finish()).orElseThrow();

        MemorySegment none = MemorySegment.NULL;
        assertThat(GeneratedCode.call(function, none, none, none)).isEqualTo(0x123456789ABCL);
    }

    @Test
    void codeIsExecutableAndNotWritable() throws IOException {
        MemorySegment function =
                Jit.instance().install(new byte[] {(byte) 0xC3}).orElseThrow();

        assertThat(protection(function.address())).startsWith("r-x");
        assertThatThrownBy(() -> function.fill((byte) 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFullSlabIsAnsweredWithNothing() {
        CodeMemory slab = CodeMemory.reserve(8192).orElseThrow();

        assertThat(slab.install(new byte[4097])).isPresent();
        assertThat(slab.install(new byte[1])).isEmpty();
    }

    @Test
    void amountsTheSystemRefusesAreAnsweredWithNothing() {
        assertThat(CodeMemory.reserve(1L << 62)).isEqualTo(Optional.empty());
    }

    @Test
    void theProcessorSaysWhatTheKernelReports() throws IOException {
        assumeTrue(System.getProperty(Jit.INSTRUCTION_SET) == null, "instructions are limited");
        List<String> flags = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("flags"))
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .distinct()
                .toList();

        Cpu cpu = Jit.instance().cpu();

        assertThat(cpu.avx2()).isEqualTo(flags.containsAll(List.of("avx2", "fma", "f16c")));
        assertThat(cpu.avx512()).isEqualTo(flags.containsAll(List.of("avx512f", "avx512dq", "avx512bw", "avx512vl")));
        assertThat(cpu.vnni512()).isEqualTo(flags.contains("avx512_vnni"));
        assertThat(cpu.vnni256()).isEqualTo(flags.contains("avx_vnni"));
    }

    @Test
    void registersTheSystemDoesNotSaveDoNotCount() {
        int[] all = {-1, -1, -1, -1};

        assertThat(Cpu.of(0xE7, all, all, all)).isEqualTo(new Cpu(true, true, true, true));
        assertThat(Cpu.of(0x07, all, all, all)).isEqualTo(new Cpu(true, false, false, true));
        assertThat(Cpu.of(0x03, all, all, all)).isEqualTo(new Cpu(false, false, false, false));
        assertThat(Cpu.of(0xE7, NOTHING, all, all)).isEqualTo(new Cpu(false, false, false, false));
        assertThat(Cpu.of(0xE7, all, NOTHING, all)).isEqualTo(new Cpu(false, false, false, false));
    }

    @Test
    void aLimitToAvx2LeavesTheRest() {
        assertThat(new Cpu(true, true, true, true).upToAvx2()).isEqualTo(new Cpu(true, false, false, true));
    }

    private static String protection(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] parts = line.split("[- ]", 4);
            if (Long.parseUnsignedLong(parts[0], 16) <= address && address < Long.parseUnsignedLong(parts[1], 16)) {
                return line.split(" ", -1)[1];
            }
        }
        return "unmapped";
    }
}
