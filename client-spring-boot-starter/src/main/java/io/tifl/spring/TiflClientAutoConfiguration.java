package io.tifl.spring;

import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Starts a client with the application's {@link LocalData} and ends it with the application. */
@AutoConfiguration
@EnableConfigurationProperties(TiflClientProperties.class)
@ConditionalOnProperty("tifl.client.coordinator")
public class TiflClientAutoConfiguration {
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnMissingBean
    TiflClient tiflClient(
            TiflClientProperties properties,
            ObjectProvider<LocalData> data,
            ObjectProvider<TiflClientCustomizer> customizers)
            throws IOException {
        TiflClient.Builder builder = TiflClient.builder(properties.coordinator())
                .state(properties.state())
                .engine(properties.engine());
        if (properties.enrolment() != null) {
            builder.enrolment(properties.enrolment());
        }
        data.ifAvailable(builder::data);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }
}
