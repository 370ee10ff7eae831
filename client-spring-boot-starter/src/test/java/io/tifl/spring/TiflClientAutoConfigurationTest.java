package io.tifl.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

final class TiflClientAutoConfigurationTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TiflClientAutoConfiguration.class));

    @TempDir
    private Path folder;

    @Test
    void withoutACoordinatorThereIsNoClient() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(TiflClient.class));
    }

    @Test
    void aClientStartsWithTheApplicationAndEndsWithIt() {
        CountDownLatch asked = new CountDownLatch(1);
        configured()
                .withBean(
                        TiflClientCustomizer.class,
                        () -> builder -> builder.when(() -> {
                            asked.countDown();
                            return false;
                        }))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(TiflClient.class);
                    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                    TiflClient client = context.getBean(TiflClient.class);
                    context.close();
                    client.awaitStop();
                });
    }

    @Test
    void customizersSeeTheBuilder() {
        AtomicInteger calls = new AtomicInteger();
        configured()
                .withBean(TiflClientCustomizer.class, () -> builder -> {
                    builder.when(() -> false);
                    calls.incrementAndGet();
                })
                .run(context -> assertThat(calls).hasValue(1));
    }

    @Test
    void anAddressThatIsNoneStopsTheApplication() {
        runner.withPropertyValues("tifl.client.coordinator=ftp://nowhere", "tifl.client.state=" + folder)
                .run(context -> assertThat(context).hasFailed());
    }

    private ApplicationContextRunner configured() {
        return runner.withPropertyValues(
                        "tifl.client.coordinator=http://localhost:1",
                        "tifl.client.state=" + folder.resolve("state"),
                        "tifl.client.enrolment=token")
                .withBean(LocalData.class, TiflClientAutoConfigurationTest::data);
    }

    private static LocalData data() {
        Examples rows = Examples.dense(List.of(1), 2, new float[] {0, 1}, new int[] {0, 1});
        return new LocalData(rows, rows);
    }
}
