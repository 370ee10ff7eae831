package io.tifl.coordinator.app;

import io.tifl.coordinator.http.DeviceServlet;
import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.http.Origin;
import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.http.RequestLimits;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.ClientState;
import io.tifl.coordinator.store.Federations;
import io.tifl.coordinator.store.Lease;
import io.tifl.coordinator.store.ReplyJournal;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import io.tifl.coordinator.store.StoreSettings;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.http.DeviceApiContract;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.io.TempDir;

/** What the page promises, asked of the servlet over a real store. */
class DeviceServletContractTest extends DeviceApiContract {
    @TempDir
    private Path data;

    @Override
    public Site open() throws Exception {
        return new Running(data);
    }

    private static final class Running implements Site {
        private static final Duration LEASE = Duration.ofSeconds(1);

        private final Server server = new Server();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final ExecutorService answering = Executors.newVirtualThreadPerTaskExecutor();
        private final Store store;
        private final ReplyJournal journal;
        private final OrderDesk desk;
        private final OfferedModels models;
        private final Federations federations;
        private final StoredClients clients;

        Running(Path data) throws Exception {
            InstantSource clock = new SteadyClock();
            WireFormat format = new WireFormat(WireLimits.defaults());
            ClientKey key = ClientKey.of(new byte[ClientKey.BYTES]);
            store = Store.open(StoreSettings.in(data), InstantSource.system());
            Lease lease =
                    store.leadership().tryAcquire("test", Duration.ofMinutes(5)).orElseThrow();
            journal = store.journal(lease);
            desk = new OrderDesk(new StoredReplies(journal, store), key, format, LEASE, clock);
            models = new OfferedModels(store);
            federations = store.federations(lease);
            clients = new StoredClients(store, new Presence(clock), clock);
            DeviceServlet servlet = new DeviceServlet(new DeviceServlet.Parts(
                    () -> Optional.of(desk),
                    new ClientSessions(key, InstantSource.system()),
                    clients,
                    Optional.empty(),
                    models,
                    Files.createDirectories(data.resolve("uploads")),
                    format,
                    1 << 20,
                    (client, event, detail) -> {},
                    code -> {},
                    timer,
                    answering,
                    new RequestLimits(1000, Origin.connection()),
                    Instruments.none()));
            ServletContextHandler handler = new ServletContextHandler();
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            handler.addServlet(holder, "/v1/*");
            server.addConnector(new ServerConnector(server));
            server.setHandler(handler);
            server.start();
        }

        @Override
        public URI uri() {
            return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        }

        @Override
        public String token() {
            String token = Tokens.fresh(12);
            try {
                store.enrolments().issue(Tokens.hash(token), Instant.now().plusSeconds(600), Optional.empty());
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
            return token;
        }

        @Override
        public CoordinatorTransport coordinator() {
            return orders -> {
                for (TaskOrder order : orders) {
                    offer(order.id().job(), order.model());
                }
                return desk.dispatch(orders);
            };
        }

        private void offer(JobId job, GlobalModel model) {
            try {
                models.offer(job, federations.prepare(job, model));
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void bar(ClientId client) {
            try {
                store.clients().changeState(client, ClientState.BARRED);
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
            clients.changed(client);
        }

        @Override
        public Duration lease() {
            return LEASE;
        }

        @Override
        public void close() {
            try {
                desk.close();
                server.stop();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            timer.shutdownNow();
            answering.close();
            journal.close();
            store.close();
        }
    }
}
