package io.tifl.coordinator.app;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Devices that answer training orders as a test says, each on a thread of its own, until closed. */
final class Crew implements AutoCloseable {
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;

    /** What a device does with an order. */
    @FunctionalInterface
    interface Script {
        void serve(Device device, Device.Received received) throws Exception;
    }

    /** Evaluations are answered as ordered. */
    Crew(List<Device> devices, Script script) {
        this(devices, script, Device::serve);
    }

    Crew(List<Device> devices, Script training, Script evaluation) {
        threads = devices.stream()
                .map(device -> Thread.ofVirtual().start(() -> run(device, training, evaluation)))
                .toList();
    }

    private void run(Device device, Script training, Script evaluation) {
        try {
            device.openSession();
            while (!Thread.currentThread().isInterrupted()) {
                Optional<Device.Received> received = device.poll(30);
                if (received.isPresent() && received.get().order().task().equals("evaluate")) {
                    evaluation.serve(device, received.get());
                } else if (received.isPresent()) {
                    training.serve(device, received.get());
                }
            }
        } catch (AssertionError e) {
            failures.add(e);
        } catch (InterruptedException | IOException _) {
            // The test is over, or its coordinator stopped.
        } catch (Exception e) {
            failures.add(new AssertionError(device.id() + " failed", e));
        }
    }

    /** Ends the devices; fails if a script did. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        AssertionError failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
