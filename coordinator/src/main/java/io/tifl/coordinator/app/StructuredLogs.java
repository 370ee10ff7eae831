package io.tifl.coordinator.app;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets {@code logging.structured.format.console} decide, though the program has a configuration of its own for lines in plain text.
 * Another {@code logging.config} comes first.
 */
public final class StructuredLogs implements EnvironmentPostProcessor {
    private static final String FORMAT = "logging.structured.format.console";
    private static final String CONFIG = "logging.config";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.getProperty(FORMAT, "").isEmpty() && !environment.containsProperty(CONFIG)) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "structured logs", Map.of(CONFIG, "classpath:io/tifl/coordinator/structured-logback.xml")));
        }
    }
}
