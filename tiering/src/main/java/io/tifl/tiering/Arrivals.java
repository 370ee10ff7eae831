package io.tifl.tiering;

import io.tifl.protocol.ClientId;

/** Clients that come, return and leave between rounds. */
final class Arrivals {
    private Arrivals() {}

    static Roster placed(Roster roster, ClientId client, long micros) {
        Roster.Editor edit = roster.edit();
        int number = edit.find(client);
        int tier = roster.tierFor(micros);
        if (number < 0) {
            edit.add(tier, micros, client);
            return edit.done();
        }
        edit.setLatency(number, micros);
        if (edit.place(number).tier() != tier) {
            edit.move(number, tier);
        }
        return edit.done();
    }

    static Roster unproven(Roster roster, ClientId client) {
        int number = roster.index().find(client);
        Roster.Editor edit = roster.edit();
        if (number < 0) {
            edit.add(roster.tierFor(Micros.UNKNOWN), Micros.UNKNOWN, client);
            return edit.done();
        }
        if (roster.place(number).tier() < roster.tiers()) {
            return roster;
        }
        edit.move(number, roster.tierFor(roster.latency(number)));
        return edit.done();
    }

    static Roster left(Roster roster, ClientId client) {
        int number = roster.index().find(client);
        if (number < 0 || roster.place(number).tier() == roster.tiers()) {
            return roster;
        }
        Roster.Editor edit = roster.edit();
        edit.move(number, roster.tiers());
        return edit.done();
    }
}
