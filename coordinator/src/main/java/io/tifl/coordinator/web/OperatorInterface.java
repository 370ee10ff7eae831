package io.tifl.coordinator.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The operators' interface, as one piece. */
@Configuration(proxyBeanMethods = false)
@Import({
    JobsController.class,
    ClientsController.class,
    OperatorsController.class,
    MetricsController.class,
    EventsController.class,
    DashboardPages.class,
    ProblemAdvice.class
})
public class OperatorInterface {}
