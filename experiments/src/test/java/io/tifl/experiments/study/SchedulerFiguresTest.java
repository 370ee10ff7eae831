package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.report.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerFiguresTest {
    @Test
    void intervalsEndWhereFiguresDo() {
        assertThat(SchedulerFigures.inWords(Unit.PERCENT, Interval.of(List.of(0.9, 1.0))))
                .startsWith("95 %")
                .endsWith("to 100 %)");
        assertThat(SchedulerFigures.inWords(Unit.SECONDS, Interval.of(List.of(30.0, 40.0))))
                .startsWith("35 s")
                .contains("(0 s to ");
        assertThat(SchedulerFigures.inWords(Unit.SECONDS, Interval.of(List.of(30.0))))
                .isEqualTo("30 s");
        assertThat(SchedulerFigures.inWords(Unit.SECONDS, Interval.none())).isEqualTo("–");
    }
}
