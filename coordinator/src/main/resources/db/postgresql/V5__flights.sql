-- Orders of jobs whose rounds overlap that are out; since and patience in nanoseconds, since from 1970 UTC on.

create table flight (
    job           text collate "C" not null,
    round         bigint not null,
    client        text collate "C" not null,
    lane          bigint not null,
    since         bigint not null,
    patience      bigint not null,
    model_version bigint not null,
    correction    double precision not null,
    primary key (job, round, client)
);

-- Orders that were answered in a later round than the one they went out in.

create table late_reply (
    job         text collate "C" not null,
    round       bigint not null,
    client      text collate "C" not null,
    answered_in bigint not null,
    primary key (job, round, client)
);
