package io.tifl.spring;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code tifl.client.*} says; anything further is set by a bean of {@link TiflClientCustomizer}.
 *
 * @param coordinator its address; without one there is no client
 * @param state folder in which the client keeps who it is
 * @param enrolment one-time token, needed until the client has enrolled
 * @param engine what trains: {@code compiled} or {@code dl4j}
 */
@ConfigurationProperties("tifl.client")
record TiflClientProperties(
        URI coordinator,
        @DefaultValue("tifl-state") Path state,
        @Nullable String enrolment,
        @DefaultValue("compiled") String engine) {}
