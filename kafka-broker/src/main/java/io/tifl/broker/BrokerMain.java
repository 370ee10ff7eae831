package io.tifl.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The broker's process: ends when its standard input does, so that no broker is left behind by a parent that was killed.
 */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent-watch").start(BrokerMain::endWithParent);
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) args);
    }

    private static void endWithParent() {
        try (InputStream parent = System.in) {
            parent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // As good as its end.
        }
        System.exit(0);
    }
}
