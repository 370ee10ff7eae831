package io.tifl.coordinator.load;

import io.tifl.coordinator.app.CoordinatorApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The coordinator as it is, and beside it in the same server what only copies bytes. */
@Configuration(proxyBeanMethods = false)
public class MeasuredCoordinator {
    @Bean
    FilterRegistrationBean<BareCopies> bareCopies() {
        FilterRegistrationBean<BareCopies> registration = new FilterRegistrationBean<>(new BareCopies());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.addUrlPatterns("/bare/*");
        return registration;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(new Class<?>[] {CoordinatorApplication.class, MeasuredCoordinator.class}, arguments);
    }
}
