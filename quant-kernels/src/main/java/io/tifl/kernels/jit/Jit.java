package io.tifl.kernels.jit;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether this process can generate code, and where it puts it: on Linux on x86-64 with the system's leave, unless the
 * property {@value #SWITCH} is {@code false}. Thread-safe.
 */
public final class Jit {
    /** Set to {@code false}, no code is generated and no memory made executable. */
    public static final String SWITCH = "tifl.kernels.jit";

    /** Set to {@code avx2}, no instruction of AVX-512 is used, whatever the processor. */
    public static final String INSTRUCTION_SET = "tifl.kernels.isa";

    /** Address space; pages count only once they hold code. All tiles of products of bytes there can be take 34 MB. */
    private static final long SLAB_BYTES = 64 << 20;

    private static final int FUNCTION_ALIGNMENT = 64;

    private static final Jit INSTANCE = start();

    private final Optional<CodeMemory> memory;
    private final Cpu cpu;
    private final String reason;

    private Jit(Optional<CodeMemory> memory, Cpu cpu, String reason) {
        this.memory = memory;
        this.cpu = cpu;
        this.reason = reason;
    }

    public static Jit instance() {
        return INSTANCE;
    }

    private static Jit start() {
        if ("false".equals(System.getProperty(SWITCH))) {
            return without("generated code is switched off by " + SWITCH);
        }
        if (!supported()) {
            return without("code is generated on Linux on x86-64 only");
        }
        if (!Jit.class.getModule().isNativeAccessEnabled()) {
            return without("start the JVM with --enable-native-access for generated code");
        }
        return CodeMemory.reserve(SLAB_BYTES)
                .flatMap(slab -> Cpu.detect(slab).map(cpu -> new Jit(Optional.of(slab), allowed(cpu), "")))
                .orElseGet(() -> without("the system refuses memory for generated code"));
    }

    private static Cpu allowed(Cpu cpu) {
        String set = System.getProperty(INSTRUCTION_SET, "");
        if (!set.isEmpty() && !set.equals("avx2")) {
            throw new IllegalArgumentException(INSTRUCTION_SET + " is avx2 or not set, got " + set);
        }
        return set.isEmpty() ? cpu : cpu.upToAvx2();
    }

    private static boolean supported() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        return name.equals("linux") && (architecture.equals("amd64") || architecture.equals("x86_64"));
    }

    private static Jit without(String reason) {
        return new Jit(Optional.empty(), new Cpu(false, false, false, false), reason);
    }

    /** What the processor offers to generated code; nothing where none can be generated. */
    public Cpu cpu() {
        return cpu;
    }

    /** Why there is no generated code; empty if there is. */
    public String reason() {
        return reason;
    }

    /** Makes code executable; empty where that is impossible. */
    public Optional<MemorySegment> install(byte[] code) {
        return memory.flatMap(slab -> slab.install(code));
    }

    /** Makes functions executable, placed behind each other in as few pages as they need; empty where that is impossible. */
    Optional<List<MemorySegment>> install(List<byte[]> functions) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Integer> starts = new ArrayList<>();
        for (byte[] function : functions) {
            starts.add(all.size());
            all.writeBytes(function);
            all.writeBytes(new byte[-all.size() & (FUNCTION_ALIGNMENT - 1)]);
        }
        return install(all.toByteArray())
                .map(code -> starts.stream().map(code::asSlice).toList());
    }
}
