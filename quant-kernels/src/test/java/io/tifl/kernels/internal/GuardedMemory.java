package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory that ends where a page begins that nobody may touch: a read or write beyond it ends the process. */
@SuppressWarnings("restricted")
public final class GuardedMemory {
    private static final long PAGE_BYTES = 4096;
    private static final int NO_ACCESS = 0;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private final MemorySegment pages;

    /** Reserves {@code bytes}, rounded up to pages; never given back. */
    public GuardedMemory(long bytes) throws Throwable {
        long size = Math.ceilDiv(bytes, PAGE_BYTES) * PAGE_BYTES;
        MethodHandle map = system(
                "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        MethodHandle protect = system("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        MemorySegment all = ((MemorySegment)
                        map.invokeExact(MemorySegment.NULL, size + PAGE_BYTES, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L))
                .reinterpret(size + PAGE_BYTES);
        int refused = (int) protect.invokeExact(all.asSlice(size), PAGE_BYTES, NO_ACCESS);
        if (refused != 0) {
            throw new IllegalStateException("the guard page cannot be protected");
        }
        this.pages = all.asSlice(0, size);
    }

    /** The last {@code bytes} before the guard page. */
    public MemorySegment last(long bytes) {
        return pages.asSlice(pages.byteSize() - bytes);
    }

    private static MethodHandle system(String name, FunctionDescriptor type) {
        return Linker.nativeLinker()
                .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type);
    }
}
