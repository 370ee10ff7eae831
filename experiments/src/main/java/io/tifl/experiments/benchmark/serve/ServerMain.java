package io.tifl.experiments.benchmark.serve;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The process that {@link ServerProcess} starts. It reads its order from standard input, says on standard output where it listens or why
 * it refuses, and ends when its input does: with its parent, however that ends.
 */
final class ServerMain {
    /** Before the port, on a line of its own. */
    static final String LISTENING = "tifl-server listening ";

    /** Before the reason, on a line of its own. */
    static final String REFUSED = "tifl-server refused ";

    private ServerMain() {}

    /**
     * Runs.
     *
     * @param args the name of an {@link EngineFactory}'s class
     */
    public static void main(String[] args) throws Exception {
        InputStream parent = System.in;
        try (FileOutputStream pipe = new FileOutputStream(FileDescriptor.out)) {
            try {
                ServerOrder order = ServerOrder.read(parent);
                InferenceEngine engine = EngineLoader.open(factory(args[0]), order.spec(), order.trained());
                ModelServer server = ModelServer.start(engine, order.spec().server());
                say(pipe, LISTENING + server.port());
                while (parent.read() >= 0) {
                    // Nothing more is said: the end is what is waited for.
                }
                Runtime.getRuntime().halt(0);
            } catch (IllegalArgumentException e) {
                say(pipe, REFUSED + String.valueOf(e.getMessage()).replace('\n', ' '));
                Runtime.getRuntime().halt(2);
            }
        }
    }

    private static void say(FileOutputStream pipe, String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static EngineFactory factory(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(EngineFactory.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    name + " is no factory of engines with a public constructor without arguments: " + e, e);
        }
    }
}
