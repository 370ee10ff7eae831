package io.tifl.coordinator.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The duties of one lead. One that cannot begin keeps nobody else from it, and is tried again. Confined to the leading thread.
 */
final class Duties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);

    private final LeadDuty.Terms terms;
    private final List<LeadDuty> waiting;
    private final List<LeadDuty.Open> open = new ArrayList<>();

    Duties(List<LeadDuty> duties, LeadDuty.Terms terms) {
        this.terms = terms;
        this.waiting = new ArrayList<>(duties);
        begin();
    }

    private void begin() {
        for (Iterator<LeadDuty> each = waiting.iterator(); each.hasNext(); ) {
            LeadDuty duty = each.next();
            try {
                open.add(duty.begin(terms));
                each.remove();
            } catch (IOException | RuntimeException e) {
                LOG.error("{} cannot begin yet", duty.getClass().getSimpleName(), e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    void look() {
        begin();
        for (LeadDuty.Open duty : open) {
            try {
                duty.look();
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} looks again later: {}", duty.getClass().getSimpleName(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        open.forEach(LeadDuty.Open::close);
    }
}
