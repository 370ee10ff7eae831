-- Orders of jobs whose rounds overlap that are out; since and patience in nanoseconds, since from 1970 UTC on.

create table flight (
    job           text    not null,
    round         integer not null,
    client        text    not null,
    lane          integer not null,
    since         integer not null,
    patience      integer not null,
    model_version integer not null,
    correction    real    not null,
    primary key (job, round, client)
) strict, without rowid;

-- Orders that were answered in a later round than the one they went out in.

create table late_reply (
    job         text    not null,
    round       integer not null,
    client      text    not null,
    answered_in integer not null,
    primary key (job, round, client)
) strict, without rowid;
