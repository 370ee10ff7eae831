package io.tifl.distribution.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Starts the {@code tifl} command of the executable jar. A manifest cannot add the vector module, so a Java that was started without the
 * flags starts another one with them, hands its output through and ends as it does. {@code -Dtifl.relaunch=false} goes on without.
 */
public final class Start {
    private static final String COMMAND = "io.tifl.experiments.cli.Tifl";
    private static final long GRACE_SECONDS = 30;

    private Start() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ReflectiveOperationException {
        if (hasFlags()) {
            command(arguments);
        } else if (Boolean.parseBoolean(System.getProperty("tifl.relaunch", "true"))) {
            System.exit(relaunch(arguments));
        } else {
            System.err.println("tifl: this Java runs without " + JvmOptions.VECTOR
                    + ": training is several times slower, and warnings of native access may follow");
            command(arguments);
        }
    }

    private static boolean hasFlags() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static void command(String[] arguments) throws ReflectiveOperationException {
        try {
            Class.forName(COMMAND).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static int relaunch(String[] arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(JvmOptions.ofThisJvm().command(jar(), arguments)).inheritIO();
        JvmOptions.environment(builder.environment());
        Process tifl = builder.start();
        Thread ending = new Thread(() -> end(tifl));
        Runtime.getRuntime().addShutdownHook(ending);
        return tifl.waitFor();
    }

    /** A signal that ends this process ends the other one, which finishes what it has under way. */
    private static void end(Process tifl) {
        tifl.destroy();
        try {
            if (!tifl.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                tifl.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path jar() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    }
}
