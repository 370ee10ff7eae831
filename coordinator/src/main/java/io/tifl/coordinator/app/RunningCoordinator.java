package io.tifl.coordinator.app;

import java.io.IOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service inside another program, which ends it when it likes. {@link CoordinatorApplication#serve} is one by itself. */
public final class RunningCoordinator implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private RunningCoordinator(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts the service and returns once it serves. Signals are left to the caller.
     *
     * @param settings as {@code --name=value}
     * @param further configurations of what it does besides
     * @throws IllegalArgumentException if settings are wrong, naming all that are
     * @throws IOException if it cannot start for another reason, which the message says
     */
    public static RunningCoordinator start(List<String> settings, Class<?>... further) throws IOException {
        SpringApplication application = CoordinatorApplication.application(further);
        application.setRegisterShutdownHook(false);
        try {
            return new RunningCoordinator(application.run(settings.toArray(String[]::new)));
        } catch (RuntimeException e) {
            throw StartProblems.of(e);
        }
    }

    /** Where it listens, also if the settings asked for any free port. */
    public int port() {
        if (context instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            return web.getWebServer().getPort();
        }
        throw new IllegalStateException("the coordinator has no web server");
    }

    /** Stops after what is under way has been answered, or as its settings say. */
    @Override
    public void close() {
        context.close();
    }
}
