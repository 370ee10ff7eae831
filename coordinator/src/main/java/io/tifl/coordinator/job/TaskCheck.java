package io.tifl.coordinator.job;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Named;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Knows which settings a task of clients takes, so that a job with wrong ones is refused when it is submitted and not by every client.
 * Found by the service loader; named as its task. A task without one is taken as it is. Stateless and thread-safe.
 */
public interface TaskCheck extends Named {
    /** What is wrong with a job's settings of the task, in words; the learning rate of rounds is not among them. */
    List<String> objections(Settings settings);

    /** What those checks that are installed say. */
    static List<String> objections(String task, Settings settings) {
        return ServiceLoader.load(TaskCheck.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(check -> check.name().equals(task))
                .flatMap(check -> check.objections(settings).stream())
                .toList();
    }
}
