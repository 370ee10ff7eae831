package io.tifl.coordinator.app;

import io.tifl.coordinator.security.OperatorSecurity;
import io.tifl.coordinator.web.OperatorInterface;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;

/** The coordinator as a service: {@code java -jar tifl-coordinator-exec.jar}, or {@code tifl coordinator}. */
@SpringBootApplication(scanBasePackageClasses = CoordinatorApplication.class)
@EnableConfigurationProperties(CoordinatorProperties.class)
@Import({OperatorSecurity.class, OperatorInterface.class})
public class CoordinatorApplication {
    /** Starts the service; it stops on SIGTERM, after what is under way has been answered. */
    public static void main(String[] arguments) {
        SpringApplication.run(CoordinatorApplication.class, arguments);
    }

    /** The service, to be run with settings as {@code --name=value}. */
    public static SpringApplication application(Class<?>... further) {
        List<Class<?>> sources = new ArrayList<>(List.of(further));
        sources.addFirst(CoordinatorApplication.class);
        return new SpringApplication(sources.toArray(Class<?>[]::new));
    }

    /**
     * Runs the service until the process is told to stop.
     *
     * @param settings as {@code --name=value}
     * @param further configurations of what it does besides, such as beans of {@link LeadDuty}
     * @throws IllegalArgumentException if settings are wrong, naming all that are
     * @throws IOException if it cannot start for another reason, which the message says
     */
    public static void serve(List<String> settings, Class<?>... further) throws IOException, InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        SpringApplication application = application(further);
        application.addListeners((ApplicationListener<ContextClosedEvent>) _ -> closed.countDown());
        try {
            application.run(settings.toArray(String[]::new));
        } catch (RuntimeException e) {
            throw StartProblems.of(e);
        }
        closed.await();
    }
}
