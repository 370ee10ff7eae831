package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.coordinator.store.Store;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.LeaderSettings;
import io.tifl.experiments.benchmark.lead.Submissions;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Benchmarks as a part of the coordinator: hand it to {@code CoordinatorApplication.serve}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BenchmarkProperties.class)
@Import({BenchmarksController.class, BenchmarkAdvice.class})
public class BenchmarkService {
    @Bean
    BenchmarkStore benchmarkStore(Store store) {
        return new BenchmarkStore(new StoreShelf(store.documents()));
    }

    @Bean
    LeaderSettings leaderSettings(BenchmarkProperties properties) {
        return properties.settings();
    }

    @Bean
    Submissions submissions(BenchmarkStore store, InstantSource clock, LeaderSettings settings) {
        return new Submissions(store, clock, settings.queue());
    }

    @Bean
    BenchmarkEvents benchmarkEvents() {
        return new BenchmarkEvents();
    }

    @Bean
    LeadDuty benchmarkDuty(BenchmarkStore store, LeaderSettings settings, BenchmarkEvents events) {
        return new BenchmarkDuty(store, settings, events);
    }
}
