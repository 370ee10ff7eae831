package io.tifl.experiments.noise.federated.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.coordinator.store.Store;
import io.tifl.experiments.benchmark.service.StoreShelf;
import io.tifl.experiments.noise.federated.EvaluationStore;
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
    EvaluationStore evaluationStore(Store store) {
        return new EvaluationStore(new StoreShelf(store.documents()));
    }

    @Bean
    JobModels jobModels(Store store) {
        return new JobModels(store);
    }

    @Bean
    Submissions noiseSubmissions(EvaluationStore store, JobModels models, InstantSource clock) {
        return new Submissions(store, models, clock);
    }

    @Bean
    LeadDuty noiseDuty(EvaluationStore store, JobModels models) {
        return new NoiseDuty(store, models);
    }
}
