package io.tifl.experiments.advi.federated.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.coordinator.store.Store;
import io.tifl.experiments.advi.federated.PosteriorFit;
import io.tifl.experiments.advi.federated.PosteriorSubmissions;
import io.tifl.experiments.benchmark.service.StoreShelf;
import io.tifl.experiments.lead.WorkStore;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Fits of posteriors as a part of the coordinator: hand it to {@code CoordinatorApplication.serve}. */
@Configuration(proxyBeanMethods = false)
@Import({PosteriorController.class, PosteriorAdvice.class})
public class PosteriorService {
    @Bean
    WorkStore<PosteriorFit> posteriorStore(Store store) {
        return PosteriorFit.store(new StoreShelf(store.documents()));
    }

    @Bean
    PosteriorSubmissions posteriorSubmissions(WorkStore<PosteriorFit> store, InstantSource clock) {
        return new PosteriorSubmissions(store, clock);
    }

    @Bean
    LeadDuty posteriorDuty(WorkStore<PosteriorFit> store) {
        return new PosteriorDuty(store);
    }
}
