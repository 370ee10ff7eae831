-- How tiers stood after a round (0: before the first), noted when they differ from before, and which clients moved.

create table tier_history (
    job         text    not null,
    round       integer not null,
    tier        integer not null,
    clients     integer not null,
    probability real    not null,
    mean        integer not null,
    longest     integer not null,
    primary key (job, round, tier)
) strict, without rowid;

create table tier_move (
    job       text    not null,
    round     integer not null,
    client    text    not null,
    from_tier integer,
    to_tier   integer,
    primary key (job, round, client)
) strict, without rowid;
create index tier_move_client on tier_move (job, client, round);
