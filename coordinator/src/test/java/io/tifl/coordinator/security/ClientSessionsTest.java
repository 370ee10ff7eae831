package io.tifl.coordinator.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSessionsTest {
    private static final ClientKey MASTER = ClientKey.of(new byte[ClientKey.BYTES]);
    private static final ClientId ANNA = new ClientId("anna");
    private static final ClientId BERT = new ClientId("bert");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final ClientSessions sessions = new ClientSessions(MASTER, clock);

    private Optional<String> opened(ClientId client, String challenge) {
        ClientKey key = MASTER.derive(client, 0);
        if (!sessions.use(client, challenge)) {
            return Optional.empty();
        }
        return sessions.open(new ClientSessions.Session(client, 0, 2), challenge, key.signSession(client, challenge));
    }

    @Test
    void sessionNamesItsClientAndSurvivesARestart() {
        String session = opened(ANNA, sessions.challenge(ANNA)).orElseThrow();

        ClientSessions restarted = new ClientSessions(MASTER, clock);
        assertThat(restarted.session(session)).contains(new ClientSessions.Session(ANNA, 0, 2));
    }

    @Test
    void sessionEnds() {
        String session = opened(ANNA, sessions.challenge(ANNA)).orElseThrow();

        now = now.plus(ClientSessions.SESSION);
        assertThat(sessions.session(session)).isEmpty();
    }

    @Test
    void challengeIsGoodForAMinute() {
        String challenge = sessions.challenge(ANNA);

        now = now.plusSeconds(61);
        assertThat(opened(ANNA, challenge)).isEmpty();
    }

    @Test
    void challengeOfAnotherClientOpensNothing() {
        assertThat(opened(BERT, sessions.challenge(ANNA))).isEmpty();
    }

    @Test
    void keyOfAnEarlierGenerationOpensNothing() {
        String challenge = sessions.challenge(ANNA);
        String mac = MASTER.derive(ANNA, 0).signSession(ANNA, challenge);

        assertThat(sessions.open(new ClientSessions.Session(ANNA, 1, 0), challenge, mac))
                .isEmpty();
    }

    @Test
    void challengeIsUsedOnce() {
        String challenge = sessions.challenge(ANNA);

        assertThat(opened(ANNA, challenge)).isPresent();
        assertThat(opened(ANNA, challenge)).isEmpty();
    }

    @Test
    void challengeThatWasUsedIsForgottenOnlyWhenItsMinuteIsOver() {
        String challenge = sessions.challenge(ANNA);
        opened(ANNA, challenge);

        sessions.sweep();
        assertThat(opened(ANNA, challenge)).isEmpty();
        now = now.plusSeconds(60);
        sessions.sweep();
        assertThat(opened(ANNA, challenge)).isEmpty();
    }

    @Test
    void sessionIsNoChallengeAndTheOtherWayRound() {
        String challenge = sessions.challenge(ANNA);
        String session = opened(ANNA, challenge).orElseThrow();

        assertThat(sessions.session(challenge)).isEmpty();
        assertThat(opened(ANNA, session)).isEmpty();
    }

    @Test
    void anyChangedCharacterIsRefused() {
        String session = opened(ANNA, sessions.challenge(ANNA)).orElseThrow();

        for (int i = 0; i < session.length(); i++) {
            char other = session.charAt(i) == 'A' ? 'B' : 'A';
            String forged = session.substring(0, i) + other + session.substring(i + 1);
            assertThat(sessions.session(forged)).as(forged).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "~~~", "~~~~", "a~b~c~d", "anna~0~99999999999~", "\n~\n~\n~\n", "x"})
    void whatIsNotOursIsRefused(String text) {
        assertThat(sessions.session(text)).isEmpty();
        assertThat(sessions.session(text.repeat(1000))).isEmpty();
    }
}
