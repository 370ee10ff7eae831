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
import java.util.Locale;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What a dashboard needs besides: who its user is, and what happens to all jobs. */
@RestController
@Tag(name = "Coordinator")
class EventsController {
    private final JobEvents events;

    EventsController(JobEvents events) {
        this.events = events;
    }

    /** @param role {@code viewer}, {@code operator} or {@code admin} */
    record Self(String name, String role) {}

    @GetMapping("/v1/self")
    @Operation(summary = "Whose token this is, and what it may")
    Self self(Authentication who) {
        Role highest = Role.VIEWER;
        for (Role role : Role.values()) {
            highest = who.getAuthorities().containsAll(OperatorTokens.authorities(role)) ? role : highest;
        }
        return new Self(who.getName(), highest.name().toLowerCase(Locale.ROOT));
    }

    /** Names that a job's definition may use. */
    record Choices(
            Set<String> policies, Set<String> codecs, Set<String> rules, Set<String> serverOptimizers) {}

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
            summary = "What happens to all jobs from now on, as server-sent events of the coordinator that leads, but nothing"
                    + " of single clients")
    SseEmitter events() {
        return EventStream.<JobEvents.Event>of(events::watchAll);
    }
}
