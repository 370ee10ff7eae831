package io.tifl.experiments.benchmark.load;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Asks Linux to wake a thread on time. By itself it adds up to 50 µs to every sleep (prctl(2), PR_SET_TIMERSLACK), and lets a thread that
 * woke wait until another one's slice of about 3 ms ends; a shorter slice of its own lets it run at once (sched_setattr(2), from Linux
 * 6.12 on). Neither takes rights or anything from others. Without it a generator would be late, or have to spin and take a core from
 * the server under test.
 */
final class Punctuality {
    private static final int SET_TIMER_SLACK = 29;
    private static final int THIS_THREAD = 0;

    /** The shortest there is. */
    private static final long SLICE_NANOS = 100_000;

    /** Bytes of the first version of {@code struct sched_attr}. */
    private static final int ATTRIBUTES = 48;

    private static final int AT_NICE = 16;
    private static final int AT_RUNTIME = 24;

    private static final Optional<Calls> CALLS = Calls.find();

    private Punctuality() {}

    /**
     * Asks for the current thread, a platform thread, from now on.
     *
     * @return whether it will be woken without delay
     */
    static boolean ofThisThread() {
        if (Thread.currentThread().isVirtual() || CALLS.isEmpty()) {
            return false;
        }
        try {
            CALLS.get().shortenSlice();
            return CALLS.get().removeSlack();
        } catch (Throwable e) {
            throw new IllegalStateException("the system's scheduler cannot be asked: " + e.getMessage(), e);
        }
    }

    /** Functions of the system. */
    private record Calls(MethodHandle prctl, MethodHandle getpriority, MethodHandle syscall, long setAttributes) {
        static Optional<Calls> find() {
            long setAttributes = switch (System.getProperty("os.arch")) {
                case "amd64" -> 314;
                case "aarch64" -> 274;
                default -> -1;
            };
            if (!System.getProperty("os.name").equals("Linux") || setAttributes < 0) {
                return Optional.empty();
            }
            return Optional.of(new Calls(
                    handle("prctl", 1, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
                    handle("getpriority", 2, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    handle(
                            "syscall",
                            1,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG),
                    setAttributes));
        }

        @SuppressWarnings("restricted") // the functions and their forms are those of the manual pages
        private static MethodHandle handle(String name, int fixed, ValueLayout... arguments) {
            Linker linker = Linker.nativeLinker();
            FunctionDescriptor form = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
            MemorySegment function = linker.defaultLookup().find(name).orElseThrow();
            return fixed == arguments.length
                    ? linker.downcallHandle(function, form)
                    : linker.downcallHandle(function, form, Linker.Option.firstVariadicArg(fixed));
        }

        boolean removeSlack() throws Throwable {
            return (int) prctl.invokeExact(SET_TIMER_SLACK, 1L) == 0;
        }

        // Older systems take it and do nothing with it; those that refuse it leave the thread as it is.
        void shortenSlice() throws Throwable {
            int nice = (int) getpriority.invokeExact(0, THIS_THREAD);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment attributes = arena.allocate(ATTRIBUTES);
                attributes.set(ValueLayout.JAVA_INT, 0, ATTRIBUTES);
                attributes.set(ValueLayout.JAVA_INT, AT_NICE, nice);
                attributes.set(ValueLayout.JAVA_LONG, AT_RUNTIME, SLICE_NANOS);
                int _ = (int) syscall.invokeExact(setAttributes, (long) THIS_THREAD, attributes, 0L);
            }
        }
    }
}
