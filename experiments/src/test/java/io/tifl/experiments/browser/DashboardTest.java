package io.tifl.experiments.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The dashboard in a real browser, against a real coordinator whose clients train. The tests go through one federation in order:
 * a job is created first, watched, and ended last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardTest {
    private static final Logger LOG = Logger.getLogger(DashboardTest.class.getName());

    @TempDir
    private static Path folder;

    private static LiveFederation federation;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Browser> found = Browser.open();
        if (found.isEmpty()) {
            LOG.warning("no chromium with chromedriver on the PATH: the dashboard is not tested");
        }
        assumeTrue(found.isPresent(), "no chromium with chromedriver on the PATH");
        browser = found.get();
        federation = LiveFederation.start(folder);
        federation.join("quick-1", Duration.ofMillis(40));
        federation.join("quick-2", Duration.ofMillis(60));
        federation.join("steady-1", Duration.ofMillis(250));
        federation.join("steady-2", Duration.ofMillis(300));
        federation.join("slow-1", Duration.ofMillis(700));
        federation.joinClumsy("clumsy-1");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (federation != null) {
            federation.close();
        }
    }

    @BeforeEach
    void onADesk() {
        browser.size(1280, 900);
        browser.prefer("light");
        browser.errors();
    }

    private static void open(String view) {
        browser.go(federation.uri().resolve("/dashboard/#" + view).toString());
    }

    private static void signIn(String token) {
        browser.go(federation.uri().resolve("/dashboard/icon.svg").toString());
        browser.run("sessionStorage.clear(); localStorage.clear()");
        browser.errors();
        open("token=" + token);
        browser.see("nav a[aria-current]");
    }

    private static void signIn() throws IOException {
        signIn(federation.admin());
    }

    @Test
    @Order(1)
    void tokenIsTypedInAndAWrongOneIsRefused() throws Exception {
        browser.go(federation.uri().toString());
        browser.fill("#token", "tifl_nobody");
        browser.shoot("sign-in");
        browser.press("Sign in");
        browser.seeText(".problem", "unknown");

        browser.fill("#token", federation.admin());
        browser.key(Keys.ENTER);
        browser.see("nav a[aria-current]");
        browser.seeText(".empty", "No job yet");
        browser.seeText(".pulse", "Live");
        browser.shoot("jobs-empty");
        assertThat(browser.errors()).allMatch(error -> error.contains("401"));
    }

    @Test
    @Order(2)
    void tokenInTheAddressIsTakenOutOfIt() throws Exception {
        signIn();
        assertThat(browser.address()).endsWith("#/jobs").doesNotContain("token");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(2)
    void addressWithATokenMayNameAViewAndNothingElse() throws Exception {
        signIn(federation.admin() + "&view=/clients");
        assertThat(browser.address()).endsWith("#/clients");

        signIn(federation.admin() + "&view=javascript:alert(1)");
        assertThat(browser.address()).endsWith("#/jobs");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(3)
    void jobOfTheFormIsCreatedOnceAllThatIsWrongIsMended() throws Exception {
        signIn();
        browser.press("New job");
        browser.fill("#job-name", "digits");
        browser.fill("#job-model", "logistic");
        browser.fill("#job-model-settings", "inputs: 2, classes: 2");
        browser.fill("#job-rounds", "0");
        browser.fill("#job-clients-per-round", "2");
        browser.fill("#job-quorum", "1");
        browser.fill("#job-epochs", "0.5");
        browser.press("Create the job");
        browser.seeText(".problem", "'rounds' must lie between 1");
        assertThat(browser.see("#job-rounds").getAttribute("aria-invalid")).isEqualTo("true");
        assertThat(browser.focused("id")).isEqualTo("job-rounds");
        browser.shoot("new-job-wrong");

        browser.fill("#job-rounds", "400");
        browser.fill("#job-epochs", "1");
        browser.fill("#job-tiers", "3");
        browser.fill("#job-least-clients", "6");
        browser.fill("#job-learning-rate", "0.05");
        browser.fill("#job-evaluate-every", "2");
        browser.run("document.getElementById('job-codec').value = 'int8'");
        browser.press("Create the job");
        browser.seeText("h1", "digits");
        assertThat(federation.json("GET", "/v1/jobs/digits", "").path("status").asString())
                .isIn("created", "running");
        assertThat(browser.errors()).allMatch(error -> error.contains("422"));
    }

    @Test
    @Order(4)
    void roundsArriveLiveWithWhoIsAskedAndWhoIsRefusedAndWhy() throws Exception {
        signIn();
        open("/jobs/digits");
        browser.see("#live .people li.asked");
        browser.seeText("#live", "Round");
        browser.seeText("#live .people li.rejected", LiveFederation.HOSTILE);
        browser.until(() -> browser.all("#live .people li.counted").stream().findFirst());
        int shown = rounds();
        browser.until(() -> rounds() > shown + 3 ? Optional.of(true) : Optional.empty());
        for (String chart : List.of("Accuracy by round", "Accuracy of each tier", "Bytes of each round", "by phase")) {
            browser.seeText("figcaption", chart);
        }
        browser.seeText(".tiles", "×");
        assertThat(browser.run("return window.hacked === undefined && !document.querySelector('main img')"))
                .isEqualTo(true);
        assertThat(browser.errors()).isEmpty();
    }

    private static int rounds() {
        return Integer.parseInt(browser.textOf(".tile dd").lines().findFirst().orElse("0"));
    }

    @Test
    @Order(5)
    void numbersOfAChartAreInATableToo() throws Exception {
        signIn();
        open("/jobs/digits");
        browser.until(() -> {
            browser.run("document.querySelector('.numbers summary').click()");
            return browser.all(".numbers[open] tbody tr").stream().findFirst();
        });
        browser.seeText(".numbers[open] tbody", "%");
    }

    @Test
    @Order(6)
    void jobIsPausedAndResumed() throws Exception {
        signIn();
        open("/jobs/digits");
        browser.press("Pause");
        browser.seeText(".head", "paused");
        browser.seeText("#live", "rests");
        browser.button("Resume");
        browser.shoot("job-paused");
        browser.press("Resume");
        browser.seeText(".head", "running");
        browser.see("#live .people li.asked");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(7)
    void eachViewIsWithoutViolationsLightAndDarkAndFitsAPhone() throws Exception {
        Optional<Accessibility> engine = Accessibility.load();
        if (engine.isEmpty()) {
            LOG.warning(
                    "no accessibility engine in target/accessibility: .ci/run fetches it; views are not checked with it");
        }
        federation.operator(LiveFederation.HOSTILE, "viewer");
        signIn();
        List<String> violations = new ArrayList<>();
        List<String> views = List.of(
                "/jobs",
                "/jobs/digits",
                "/jobs/digits/rounds/0",
                "/new",
                "/clients",
                "/works/benchmarks",
                "/works/noise",
                "/works/posteriors",
                "/admin");
        for (String view : views) {
            open(view);
            browser.see("main h1");
            browser.see("main .card");
            browser.until(() -> browser.text().contains("Loading") ? Optional.empty() : Optional.of(true));
            String name = view.substring(1).replace('/', '-');
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                browser.shoot(name + "-" + scheme);
                if (engine.isPresent()) {
                    engine.get().violations(browser).forEach(each -> violations.add(view + " " + scheme + ": " + each));
                }
            }
            browser.prefer("light");
            browser.size(360, 740);
            browser.until(() -> browser.has("main h1") ? Optional.of(true) : Optional.empty());
            browser.shoot(name + "-phone");
            assertThat(browser.run("return document.documentElement.scrollWidth"))
                    .as("width of %s", view)
                    .isEqualTo(360L);
            browser.size(1280, 900);
        }
        assertThat(violations).isEmpty();
        assertThat(browser.run("return window.hacked === undefined && !document.querySelector('main img')"))
                .isEqualTo(true);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(8)
    void coloursAreChosenAndKept() throws Exception {
        signIn();
        String light = String.valueOf(background());
        browser.run("const s = document.querySelector('.side select'); s.value = 'dark';"
                + " s.dispatchEvent(new Event('change'))");
        assertThat(background()).isNotEqualTo(light);
        browser.run("location.reload()");
        browser.see("nav a[aria-current]");
        assertThat(background()).isNotEqualTo(light);
    }

    private static Object background() {
        return browser.run("return getComputedStyle(document.documentElement).backgroundColor");
    }

    @Test
    @Order(9)
    void clientsAreFoundByTheBeginningOfTheirName() throws Exception {
        signIn();
        open("/clients");
        browser.seeText("tbody", "slow-1");
        browser.fill("#client-search", "quick");
        browser.until(() -> browser.all("tbody tr").size() == 2 ? Optional.of(true) : Optional.empty());
        assertThat(browser.text())
                .contains("quick-1", "quick-2", LiveFederation.HOSTILE)
                .doesNotContain("slow-1");
        browser.fill("#client-search", "nobody");
        browser.seeText(".empty", "No client’s name begins with");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(10)
    void viewersSeeNothingThatTheyMayNotUse() throws Exception {
        signIn(federation.operator("vera", "viewer"));
        browser.seeText("tbody", "digits");
        assertThat(browser.text()).doesNotContain("New job", "Admin");
        open("/jobs/digits");
        browser.see("#live");
        assertThat(browser.all(".head .actions button")).isEmpty();
        open("/clients");
        browser.seeText("tbody", "slow-1");
        assertThat(browser.all("main button")).isEmpty();
        open("/new");
        browser.seeText(".empty", "look on");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(11)
    void tokenThatIsRevokedLeadsBackToSigningIn() throws Exception {
        String token = federation.operator("gone", "operator");
        signIn(token);
        federation.json("GET", "/v1/operators", "").forEach(operator -> {
            if (operator.path("name").asString().equals("gone")) {
                revoke(operator.path("hash").asString());
            }
        });
        open("/clients");
        browser.seeText(".problem", "expired, or was revoked");
        browser.see("#token");
        assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
    }

    private static void revoke(String hash) {
        try {
            federation.send("DELETE", "/v1/operators/" + hash, "");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(12)
    void yamlIsTakenOverFromTheFormAndItsErrorsAreSaid() throws Exception {
        signIn();
        open("/new");
        browser.fill("#job-name", "second");
        browser.press("YAML");
        assertThat(browser.see("#yaml").getDomProperty("value")).contains("name: second", "policy: adaptive");
        browser.run(
                "document.getElementById('yaml').value = 'name: second\\nmodel: logistic\\npolicy: nonsense\\nrouns: 3'");
        browser.press("Create the job");
        browser.seeText(".problem", "2 things are wrong");
        browser.seeText(".problem", "unknown setting 'rouns'");
        browser.seeText(".problem", "nonsense");
        browser.shoot("yaml-wrong");
        browser.run("document.getElementById('yaml').value = "
                + "'name: second\\nmodel: logistic\\nleast-clients: 50\\nmodel-settings: {inputs: 2, classes: 2}'");
        browser.press("Create the job");
        browser.seeText("h1", "second");
        browser.seeText("#live", "Waiting until 50 clients are there");
        browser.shoot("job-waiting");
    }

    @Test
    @Order(13)
    void pageIsUsedWithKeysAlone() throws Exception {
        signIn();
        browser.see("tbody");
        browser.run("document.activeElement.blur(); window.scrollTo(0, 0)");
        browser.key(Keys.TAB);
        assertThat(browser.focused("innerText")).isEqualTo("Skip to content");
        browser.key(Keys.ENTER);
        assertThat(browser.focused("localName")).isEqualTo("main");
        browser.key(Keys.TAB);
        assertThat(browser.focused("innerText")).isEqualTo("New job");
        browser.key(Keys.ENTER);
        browser.seeText("h1", "New job");
    }

    @Test
    @Order(14)
    void lostConnectionIsSaidAndComesBackByItself() throws Exception {
        signIn();
        open("/jobs/digits");
        browser.see("#live .people li");
        federation.stopService();
        browser.seeText("#connection", "Connection lost");
        browser.shoot("connection-lost");
        federation.startService();
        browser.until(() -> browser.all("#connection p").isEmpty() ? Optional.of(true) : Optional.empty());
        browser.seeText(".pulse", "Live");
        int shown = rounds();
        browser.until(() -> rounds() > shown ? Optional.of(true) : Optional.empty());
        assertThat(browser.errors()).allMatch(error -> error.contains("net::ERR"));
    }

    @Test
    @Order(15)
    void jobIsStoppedAfterAsking() throws Exception {
        signIn();
        open("/jobs/digits");
        browser.press("Stop");
        browser.confirm();
        browser.seeText(".head", "stopped");
        assertThat(browser.all(".head .actions button")).isEmpty();
        assertThat(federation.json("GET", "/v1/jobs/digits", "").path("status").asString())
                .isEqualTo("stopped");
        assertThat(browser.errors()).isEmpty();
    }
}
