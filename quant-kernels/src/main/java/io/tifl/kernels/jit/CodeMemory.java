package io.tifl.kernels.jit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A slab of memory for generated code. Code is copied into fresh pages, which then become executable and can never be
 * written again: no page is ever both. Code stays until the process ends, since nobody can tell when the last call has
 * left it. Thread-safe.
 *
 * <p>Whatever the system refuses (some forbid memory that was written to be executed) is answered with an empty result.
 */
public final class CodeMemory {
    private static final int PAGE_BYTES = 4096;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long MAP_FAILED = -1;

    private static final MethodHandle MMAP =
            system("mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MPROTECT =
            system("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final MemorySegment slab;
    private long used;

    private CodeMemory(MemorySegment slab) {
        this.slab = slab;
    }

    /** A slab of at least {@code bytes}, unless the system refuses it. */
    @SuppressWarnings("restricted")
    public static Optional<CodeMemory> reserve(long bytes) {
        long size = pages(bytes);
        MemorySegment start = map(size);
        return start.address() == MAP_FAILED ? Optional.empty() : Optional.of(new CodeMemory(start.reinterpret(size)));
    }

    /**
     * Makes the code executable.
     *
     * @return where it starts, at a multiple of the page size; empty where the slab is full or the system refuses
     */
    public synchronized Optional<MemorySegment> install(byte[] code) {
        long size = pages(code.length);
        if (size > slab.byteSize() - used) {
            return Optional.empty();
        }
        MemorySegment pages = slab.asSlice(used, size);
        MemorySegment.copy(code, 0, pages, JAVA_BYTE, 0, code.length);
        if (protect(pages, PROT_READ | PROT_EXEC) != 0) {
            return Optional.empty();
        }
        used += size;
        return Optional.of(pages.asSlice(0, code.length).asReadOnly());
    }

    private static long pages(long bytes) {
        return Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES;
    }

    private static MemorySegment map(long bytes) {
        try {
            return (MemorySegment)
                    MMAP.invokeExact(MemorySegment.NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        } catch (Throwable failure) {
            throw new IllegalStateException("mmap cannot be called", failure);
        }
    }

    private static int protect(MemorySegment pages, int protection) {
        try {
            return (int) MPROTECT.invokeExact(pages, pages.byteSize(), protection);
        } catch (Throwable failure) {
            throw new IllegalStateException("mprotect cannot be called", failure);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle system(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
