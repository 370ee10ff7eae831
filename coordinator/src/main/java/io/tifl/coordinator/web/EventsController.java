package io.tifl.coordinator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.coordinator.security.OperatorTokens;
import io.tifl.coordinator.store.Role;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.tiering.SchedulingPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What a dashboard needs besides: who its user is, and what happens to all jobs. */
@RestController
@Tag(name = "Coordinator")
class EventsController {
    private static final Pattern LISTED = Pattern.compile("/v1/[a-z-]+");

    private final JobEvents events;
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;

    EventsController(JobEvents events, ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.events = events;
        this.mappings = mappings;
    }

    /** Before the web server waits for all requests that it answers. */
    @EventListener(ContextClosedEvent.class)
    void end() {
        events.end();
    }

    /**
     * Whose token it is.
     *
     * @param role {@code viewer}, {@code operator} or {@code admin}
     * @param offers what can be listed here, as paths
     */
    record Self(String name, String role, List<String> offers) {}

    @GetMapping("/v1/self")
    @Operation(summary = "Whose token this is, what it may, and what this coordinator offers")
    Self self(Authentication who) {
        Role highest = Role.VIEWER;
        for (Role role : Role.values()) {
            highest = who.getAuthorities().containsAll(OperatorTokens.authorities(role)) ? role : highest;
        }
        return new Self(who.getName(), highest.name().toLowerCase(Locale.ROOT), offers());
    }

    private List<String> offers() {
        Set<String> paths = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                if (info.getMethodsCondition().getMethods().contains(RequestMethod.GET)) {
                    info.getPatternValues().stream()
                            .filter(path -> LISTED.matcher(path).matches())
                            .forEach(paths::add);
                }
            }
        }
        return List.copyOf(paths);
    }

    /** Names that a job's definition may use. */
    record Choices(Set<String> policies, Set<String> codecs, Set<String> rules, Set<String> serverOptimizers) {}

    @GetMapping("/v1/job-choices")
    @Operation(summary = "Names that a job's definition may use; which models there are is up to the clients' program")
    Choices choices() {
        return new Choices(
                SchedulingPolicy.catalog().names(),
                Catalog.load("codec", UpdateCodec.class).names(),
                AggregationRule.catalog().names(),
                ServerOptimizer.catalog().names());
    }

    @GetMapping(value = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary =
                    "What happens to all jobs from now on, as server-sent events of the coordinator that leads, but nothing"
                            + " of single clients")
    SseEmitter events() {
        return EventStream.<JobEvents.Event>of(events::watchAll);
    }
}
