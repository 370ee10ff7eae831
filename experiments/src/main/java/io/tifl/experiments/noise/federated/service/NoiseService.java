package io.tifl.experiments.noise.federated.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.coordinator.store.Store;
import io.tifl.experiments.benchmark.service.StoreShelf;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.noise.federated.Evaluation;
import io.tifl.experiments.noise.federated.Submissions;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Evaluations of robustness as a part of the coordinator: hand it to {@code CoordinatorApplication.serve}. */
@Configuration(proxyBeanMethods = false)
@Import({NoiseController.class, NoiseAdvice.class})
public class NoiseService {
    @Bean
    WorkStore<Evaluation> evaluationStore(Store store) {
        return Evaluation.store(new StoreShelf(store.documents()));
    }

    @Bean
    JobModels jobModels(Store store) {
        return new JobModels(store);
    }

    @Bean
    Submissions noiseSubmissions(WorkStore<Evaluation> store, JobModels models, InstantSource clock) {
        return new Submissions(store, models, clock);
    }

    @Bean
    LeadDuty noiseDuty(WorkStore<Evaluation> store, JobModels models) {
        return new NoiseDuty(store, models);
    }
}
