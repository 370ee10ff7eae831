package io.tifl.client.device;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.http.Enrolment;
import io.tifl.client.http.HttpCoordinator;
import io.tifl.client.http.Identity;
import io.tifl.client.pace.Pace;
import io.tifl.client.secure.SecureSessions;
import io.tifl.client.task.ClientLoop;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.Experience;
import io.tifl.client.task.LocalPrivacy;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.LoopTerms;
import io.tifl.client.task.TaskRunner;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.secure.SecureFloor;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import io.tifl.protocol.wire.WireLimits;
import java.io.IOException;
import java.net.Authenticator;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client a device program embeds: enrols once, then serves orders until it is stopped.
 *
 * {@snippet :
 * try (TiflClient client = TiflClient.builder(URI.create("https://coordinator:8443"))
 *         .state(Path.of("state"))
 *         .enrolment("one-time token")
 *         .data(localData)
 *         .when(() -> battery.charging() && wifi.connected())
 *         .listener(event -> log(event))
 *         .build()) {
 *     client.start();
 *     client.awaitStop();
 * }
 * }
 *
 * <p>Runs once: {@link #start} on a thread of its own, or {@link #run} on the caller's. {@link #stop}, {@link #close} and
 * {@link #awaitStop} may be called from any thread.
 */
public final class TiflClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TiflClient.class);
    private static final int RETRY_TEXT_BYTES = 24;

    // Another reply of this client's to the same order counted, from before a restart: the debt stands.
    private static final String ALREADY_ANSWERED = "already-answered";

    private final Builder settings;
    private final Pace pace;
    private final ClientListener listener;
    private final @Nullable DeviceState state;
    private final ErrorFeedback feedback;
    private final ClientMemory memory;
    private final HttpCoordinator coordinator;
    private final Catalog<LocalTask> tasks;
    private final Experience experience = new Experience();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread running;
    private @Nullable ClientLoop loop;
    private boolean used;
    private volatile @Nullable TaskId withdrawn;
    private volatile String reason = "it was told to";

    private TiflClient(Builder settings) throws IOException {
        this.settings = settings;
        this.listener = settings.listener.harmless();
        this.pace = settings.pace;
        this.tasks = settings.catalogue();
        this.state = settings.state.isPresent() ? DeviceState.open(settings.state.get()) : null;
        try {
            this.feedback = state == null ? new ErrorFeedback() : state.feedback();
            this.memory = state == null ? new ClientMemory() : state.memory();
            settings.http.listener(this::heard).pace(pace);
            if (state != null) {
                settings.http.models(state.models());
            }
            this.coordinator = settings.http.build();
        } catch (IOException | RuntimeException e) {
            if (state != null) {
                state.close();
            }
            throw e;
        }
    }

    public static Builder builder(URI coordinator) {
        return new Builder(coordinator);
    }

    // What happens goes on to the program, and some of it concerns the work itself.
    private void heard(ClientEvent event) {
        switch (event) {
            case ClientEvent.Withdrawn(TaskId id) -> withdraw(id);
            case ClientEvent.ReplyRefused refused
            when !refused.code().equals(ALREADY_ANSWERED) -> notCounted(refused.id());
            case ClientEvent.OrderReceived _ -> settle();
            default -> {}
        }
        experience.on(event);
        listener.on(event);
    }

    private void withdraw(TaskId id) {
        withdrawn = id;
        notCounted(id);
        ClientLoop serving = loop();
        if (serving != null) {
            serving.withdraw(id);
        }
    }

    private void notCounted(TaskId id) {
        feedback.notCounted(id);
        memory.notCounted(id);
    }

    // A task that was just done when its order was withdrawn may have noted what it left out after we said that it is
    // lost.
    private void settle() {
        TaskId lost = withdrawn;
        if (lost != null) {
            notCounted(lost);
            withdrawn = null;
        }
    }

    private synchronized @Nullable ClientLoop loop() {
        return loop;
    }

    /** Serves on a thread of its own. */
    public void start() {
        begin(Thread.ofPlatform().name("tifl-client").unstarted(this::serve)).start();
    }

    /**
     * Serves on this thread until stopped; returns as soon as it has left.
     *
     * @throws InterruptedException if this thread is interrupted, which ends the client as {@link #stop} does, at once
     */
    public void run() throws InterruptedException {
        begin(Thread.currentThread());
        serve();
        if (Thread.interrupted()) {
            throw new InterruptedException("the client was interrupted");
        }
    }

    private synchronized Thread begin(Thread thread) {
        if (used) {
            throw new IllegalStateException("a client runs once; build another");
        }
        used = true;
        running = thread;
        return thread;
    }

    private void serve() {
        try {
            Optional<Identity> identity = identity();
            if (identity.isPresent()) {
                serve(identity.get());
            }
        } catch (InterruptedException e) {
            LOG.debug("the client was interrupted", e);
            if (stopAsked.getCount() > 0) {
                Thread.currentThread().interrupt();
            }
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
            LOG.error("the client ends: {}", e.getMessage());
        } finally {
            end();
        }
    }

    private void end() {
        synchronized (this) {
            running = null;
        }
        if (stopAsked.getCount() == 0) {
            // The interruption was stop()'s own, and has done its work.
            Thread.interrupted();
        }
        coordinator.close();
        if (state != null) {
            state.close();
        }
        listener.on(new ClientEvent.Stopped(reason));
        ended.countDown();
    }

    /** Who this client is: as told, as kept, or as it enrols now; empty if it is stopped meanwhile. */
    private Optional<Identity> identity() throws IOException, InterruptedException {
        if (settings.identity.isPresent()) {
            return settings.identity;
        }
        if (state != null) {
            Optional<Identity> kept = state.identity(settings.address);
            if (kept.isPresent()) {
                return kept;
            }
        }
        if (settings.token.isEmpty()) {
            throw new IOException("this client is not enrolled and has no enrolment token");
        }
        return enrolled(settings.token.get());
    }

    private Optional<Identity> enrolled(String token) throws IOException, InterruptedException {
        String fresh = retryText();
        String retry = state == null ? fresh : state.enrolmentRetry(fresh);
        Enrolment enrolment = new Enrolment(token, settings.wanted, settings.attributes, retry);
        Pace.Failures failures = pace.failures();
        while (stopAsked.getCount() > 0) {
            if (!settings.condition.getAsBoolean()) {
                listener.on(new ClientEvent.Paused(settings.askAgain));
                pause(settings.askAgain);
                continue;
            }
            try {
                Identity identity = coordinator.enrol(enrolment);
                if (state != null) {
                    state.save(identity, settings.address);
                }
                listener.on(new ClientEvent.Enrolled(identity.client()));
                return Optional.of(identity);
            } catch (RefusedException e) {
                if (e.advice() != Advice.WAIT) {
                    throw e;
                }
                pause("enrol", failures.next(e), e);
            } catch (IOException e) {
                pause("enrol", failures.next(e), e);
            }
        }
        return Optional.empty();
    }

    private void pause(String what, Duration pause, IOException cause) throws InterruptedException {
        LOG.warn("could not {}, next try in {} ms: {}", what, pause.toMillis(), cause.toString());
        listener.on(new ClientEvent.Retrying(what, pause, String.valueOf(cause.getMessage())));
        pause(pause);
    }

    private void pause(Duration pause) throws InterruptedException {
        stopAsked.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String retryText() {
        byte[] text = new byte[RETRY_TEXT_BYTES];
        new SecureRandom().nextBytes(text);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private void serve(Identity identity) throws InterruptedException {
        LoopTerms terms = LoopTerms.usual()
                .withCondition(settings.condition, settings.askAgain)
                .withListener(this::heard)
                .withTasks(settings.bulkhead, settings.taskThreads)
                .withPace(pace)
                .withBeforeSending(() -> {
                    save();
                    experience.sending();
                });
        Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
        SecureSessions secure = settings.secure
                .map(own -> SecureSessions.of(own, settings.floor))
                .orElseGet(SecureSessions::none);
        try (TaskRunner runner = new TaskRunner(
                        new LazyEngine(settings.engine),
                        tasks,
                        codecs,
                        feedback,
                        memory,
                        secure,
                        settings.privacy,
                        experience);
                ClientTransport transport = connected(identity)) {
            ClientLoop serving = new ClientLoop(transport, runner, settings.data, terms);
            if (enter(serving)) {
                serving.run();
                reason = serving.reason();
            }
        } finally {
            settle();
            save();
        }
    }

    private ClientTransport connected(Identity identity) {
        return settings.transport.isPresent()
                ? settings.transport.get().connect(identity, this::heard)
                : coordinator.connect(identity);
    }

    /** Makes the loop the one to stop, unless that was asked for already. */
    private synchronized boolean enter(ClientLoop serving) {
        loop = serving;
        return stopAsked.getCount() > 0;
    }

    // A full disk must not keep a reply from being sent: what is owed and kept is then lost with the process, and only
    // then.
    private void save() {
        if (state == null) {
            return;
        }
        try {
            if (feedback.changed()) {
                state.save(feedback);
            }
            if (memory.changed()) {
                state.save(memory);
            }
        } catch (IOException e) {
            LOG.warn("what this client owes and keeps could not be saved: {}", e.toString());
        }
    }

    /** Asks the client to end: at once if it waits for an order, else once the order under way is answered. */
    public void stop() {
        stopAsked.countDown();
        ClientLoop serving = loop();
        if (serving != null) {
            serving.stop();
        }
    }

    /** Waits until the client has ended, for whatever reason. */
    public void awaitStop() throws InterruptedException {
        ended.await();
    }

    /**
     * As {@link #awaitStop()}, for so long.
     *
     * @return whether it has ended
     */
    public boolean awaitStop(Duration wait) throws InterruptedException {
        return ended.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the client ended, for people. */
    public String reason() {
        return reason;
    }

    /**
     * Stops, and waits until that is done: the order under way gets the grace period to be finished and answered, then it is
     * abandoned, which the coordinator is told.
     */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        synchronized (this) {
            if (!used) {
                used = true;
                end();
                return;
            }
        }
        try {
            if (!awaitStop(settings.grace)) {
                abandon();
                awaitStop(settings.grace);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void abandon() {
        if (running != null) {
            running.interrupt();
        }
    }

    /** What a client is made of. */
    public static final class Builder {
        private final URI address;
        private final HttpCoordinator.Builder http;
        private final List<LocalTask> tasks = new ArrayList<>();
        private final Map<String, String> attributes = new TreeMap<>();
        private Optional<Path> state = Optional.empty();
        private Optional<Identity> identity = Optional.empty();
        private Optional<String> token = Optional.empty();
        private Optional<ClientId> wanted = Optional.empty();
        private Optional<TransportFactory> transport = Optional.empty();
        private Optional<SecureIdentity> secure = Optional.empty();
        private SecureFloor floor = SecureFloor.usual();
        private LocalData data = new LocalData(none(), none());
        private String engine = "compiled";
        private Optional<LocalPrivacy> privacy = Optional.empty();
        private BooleanSupplier condition = () -> true;
        private Duration askAgain = Duration.ofSeconds(10);
        private Duration grace = Duration.ofSeconds(10);
        private ClientListener listener = ClientListener.none();
        private Pace pace = new Pace(new Seed(new SecureRandom().nextLong()));
        private Bulkhead bulkhead = LoopTerms.oneAtATime();
        private ThreadFactory taskThreads =
                Thread.ofPlatform().name("tifl-task").daemon().factory();

        private Builder(URI address) {
            this.address = address;
            this.http = HttpCoordinator.builder(address);
        }

        private static Examples none() {
            return Examples.dense(List.of(1), 2, new float[0], new int[0]);
        }

        /**
         * Another address of the same coordinator, or of a standby on the same store: asked when the one before fails or does
         * not lead.
         */
        public Builder alsoAt(URI address) {
            http.alsoAt(address);
            return this;
        }

        /**
         * Keeps who the client is, what its updates left out, and the last models in this folder, made if it is not there.
         * Without it every start needs a token, or an {@link #identity}.
         */
        public Builder state(Path folder) {
            this.state = Optional.of(folder);
            return this;
        }

        /** The one-time token to enrol with, once; ignored by a client that is enrolled. */
        public Builder enrolment(String token) {
            this.token = Optional.of(token);
            return this;
        }

        /** The name to ask for when enrolling; without it the coordinator makes one up. */
        public Builder name(String client) {
            this.wanted = Optional.of(new ClientId(client));
            return this;
        }

        /** Something the operator should know about this device, told when enrolling. */
        public Builder attribute(String name, String value) {
            this.attributes.put(name, value);
            return this;
        }

        /** Who the client is, for a program that keeps that itself. */
        public Builder identity(Identity identity) {
            this.identity = Optional.of(identity);
            return this;
        }

        /**
         * Sends changes of models under masks only: for jobs with secure aggregation. Orders to send one in the clear are
         * refused.
         *
         * @param identity certified for the name the client is enrolled by; it comes from the operator, not from the
         *     coordinator
         */
        public Builder secureAggregation(SecureIdentity identity) {
            this.secure = Optional.of(identity);
            return this;
        }

        /** What the client insists on in secure aggregation, whatever the coordinator says; the usual unless set. */
        public Builder secureFloor(SecureFloor floor) {
            this.floor = floor;
            return this;
        }

        /** What the built-in tasks train and evaluate on. */
        public Builder data(LocalData data) {
            this.data = data;
            return this;
        }

        /** A task of the program's own; one named as a built-in task takes its place. */
        public Builder task(LocalTask task) {
            this.tasks.add(task);
            return this;
        }

        /** What trains: {@code compiled} unless set, or {@code dl4j}, or an engine of the program's own. */
        public Builder engine(String name) {
            this.engine = name;
            return this;
        }

        /**
         * Local differential privacy, whatever the coordinator orders: changes are clipped to a norm and get Gaussian noise of
         * {@code multiplier} times that in each value before they leave, without metrics; evaluations are not answered.
         */
        public Builder localPrivacy(double norm, double multiplier) {
            this.privacy = Optional.of(LocalPrivacy.withFreshNoise(norm, multiplier));
            return this;
        }

        /** When to work: asked before each poll and each order, on the client's thread. */
        public Builder when(BooleanSupplier condition) {
            this.condition = condition;
            return this;
        }

        /** How long to wait before a condition that did not hold is asked again; 10 s unless set. */
        public Builder askAgain(Duration pause) {
            this.askAgain = pause;
            return this;
        }

        /** How long {@link TiflClient#close} lets an order under way go on; 10 s unless set. */
        public Builder grace(Duration grace) {
            this.grace = grace;
            return this;
        }

        public Builder listener(ClientListener listener) {
            this.listener = listener;
            return this;
        }

        public Builder pace(Pace pace) {
            this.pace = pace;
            return this;
        }

        /** How many tasks run at a time; one unless set. Share one among the clients of a process to limit all of them. */
        public Builder tasksAtOnce(Bulkhead bulkhead) {
            this.bulkhead = bulkhead;
            return this;
        }

        /** Makes the one thread tasks run on; a daemon of the platform unless set. */
        public Builder taskThreads(ThreadFactory factory) {
            this.taskThreads = factory;
            return this;
        }

        /** Trusts these authorities alone: a PEM file of certificates, or a key store without a password. */
        public Builder trust(Path authorities) {
            http.trust(authorities);
            return this;
        }

        /** Shows a certificate of its own: a PKCS #12 file with the private key. */
        public Builder certificate(Path pkcs12, char[] password) {
            http.certificate(pkcs12, password);
            return this;
        }

        /** Does TLS this way, in place of {@link #trust} and {@link #certificate}. */
        public Builder tls(SSLContext context) {
            http.tls(context);
            return this;
        }

        /** Goes through proxies; without it, through those of Java's system properties. */
        public Builder proxy(ProxySelector proxy) {
            http.proxy(proxy);
            return this;
        }

        /** Answers proxies that ask who is there. */
        public Builder authenticator(Authenticator authenticator) {
            http.authenticator(authenticator);
            return this;
        }

        /** Uses this HTTP client, for many clients in one process; it stays the caller's to close. */
        public Builder httpClient(HttpClient client) {
            http.http(client);
            return this;
        }

        /** Lets plain HTTP pass to other hosts, for a network that encrypts by itself. */
        public Builder allowPlainHttp() {
            http.allowPlainHttp();
            return this;
        }

        /** Fetches orders and sends replies by another transport than HTTP, over which the client still enrols. */
        public Builder transport(TransportFactory factory) {
            this.transport = Optional.of(factory);
            return this;
        }

        /** What is believed of a coordinator's messages; models of up to 256 MiB unless set. */
        public Builder limits(WireLimits limits) {
            http.limits(limits);
            return this;
        }

        /**
         * @throws IOException if the state folder or a TLS file cannot be used; a
         *     {@link io.tifl.client.state.DamagedStateException} if what was kept is damaged
         */
        public TiflClient build() throws IOException {
            return new TiflClient(this);
        }

        // Built-in and installed tasks, except where the program brings one of the same name.
        private Catalog<LocalTask> catalogue() {
            Catalog<LocalTask> installed = Catalog.load("task", LocalTask.class);
            Catalog<LocalTask> own = Catalog.of("task", tasks);
            List<LocalTask> all = new ArrayList<>(tasks);
            installed.names().stream()
                    .filter(name -> !own.has(name))
                    .map(installed::get)
                    .forEach(all::add);
            return Catalog.of("task", all);
        }
    }
}
