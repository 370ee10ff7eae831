package io.tifl.protocol.kafka;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks of the coordinator: the value of a record of {@link Topics#calls}, signed with its key.
 *
 * <p>A call is good once: in the season it names, which the coordinator draws when it begins to listen, and with a number
 * above all of this client's before. One that was recorded and is written again is refused.
 *
 * @param instance drawn by the client when it starts; answers name it
 * @param season that the coordinator last said; empty if it is not known yet
 * @param number counts up, over instances too
 */
public record Call(ClientId client, String instance, String season, long number, Ask ask) {
    private static final String FIRST = "tifl-call-1";
    private static final int LINES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** What is asked. */
    public sealed interface Ask {
        /** For an order, and to be told when none came in so long. */
        record Poll(Duration patience) implements Ask {}

        /** For the lease of an order to be lengthened. */
        record Renew(JobId job, long round) implements Ask {}

        /** For nothing more: the client leaves. */
        record Goodbye() implements Ask {}
    }

    /** A call as it came, not yet believed. */
    public record Signed(Call call, String signature) {
        /** Whether the client made it that has this key. */
        public boolean isSignedWith(ClientKey key) {
            return ClientKey.matches(key.sign(call.signedLines()), signature);
        }
    }

    /** The task a renewal is about. */
    public TaskId task(Ask.Renew renewal) {
        return new TaskId(renewal.job(), renewal.round(), client);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(client.value(), instance, season, Long.toString(number)));
        switch (ask) {
            case Ask.Poll(Duration patience) -> lines.addAll(List.of("poll", Long.toString(patience.toMillis())));
            case Ask.Renew(JobId job, long round) -> lines.addAll(List.of("renew", job.value(), Long.toString(round)));
            case Ask.Goodbye _ -> lines.add("goodbye");
        }
        return lines;
    }

    private String[] signedLines() {
        List<String> lines = new ArrayList<>(List.of(FIRST));
        lines.addAll(lines());
        return lines.toArray(String[]::new);
    }

    /** Signed with the client's key. */
    public byte[] encode(ClientKey key) {
        List<String> lines = new ArrayList<>(lines());
        lines.add(key.sign(signedLines()));
        return Lines.encode(FIRST, lines);
    }

    public static Signed parse(byte[] value) throws MalformedMessageException {
        Lines lines = Lines.parse(value, FIRST, LINES + 1);
        try {
            Call call = new Call(
                    new ClientId(lines.text(0)),
                    lines.text(1),
                    lines.text(2),
                    lines.number(3, Long.MAX_VALUE),
                    ask(lines));
            return new Signed(call, lines.text(lines.size() - 1));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }

    private static Ask ask(Lines lines) throws MalformedMessageException {
        String what = lines.text(4) + " " + (lines.size() - LINES - 1);
        return switch (what) {
            case "poll 1" -> new Ask.Poll(Duration.ofMillis(lines.number(5, LONGEST_WAIT.toMillis())));
            case "renew 2" -> new Ask.Renew(new JobId(lines.text(5)), lines.number(6, Long.MAX_VALUE));
            case "goodbye 0" -> new Ask.Goodbye();
            default -> throw new MalformedMessageException("no such call: '" + lines.text(4) + "'");
        };
    }
}
