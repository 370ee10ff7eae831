package io.tifl.coordinator.app;

import io.tifl.coordinator.security.OperatorSecurity;
import io.tifl.coordinator.web.OperatorInterface;
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

    /**
     * Runs the service until the process is told to stop.
     *
     * @param settings as {@code --name=value}
     */
    public static void serve(List<String> settings) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        SpringApplication application = new SpringApplication(CoordinatorApplication.class);
        application.addListeners((ApplicationListener<ContextClosedEvent>) _ -> closed.countDown());
        application.run(settings.toArray(String[]::new));
        closed.await();
    }
}
