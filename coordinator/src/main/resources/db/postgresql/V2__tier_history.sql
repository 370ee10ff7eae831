-- How tiers stood after a round (0: before the first), noted when they differ from before, and which clients moved.

create table tier_history (
    job         text collate "C" not null,
    round       bigint not null,
    tier        bigint not null,
    clients     bigint not null,
    probability double precision not null,
    mean        bigint not null,
    longest     bigint not null,
    primary key (job, round, tier)
);

create table tier_move (
    job       text collate "C" not null,
    round     bigint not null,
    client    text collate "C" not null,
    from_tier bigint,
    to_tier   bigint,
    primary key (job, round, client)
);
create index tier_move_client on tier_move (job, client, round);
