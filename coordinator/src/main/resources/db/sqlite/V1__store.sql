-- Instants are milliseconds since 1970 UTC, durations nanoseconds, digests lower-case hexadecimal SHA-256.

create table lease (
    only_row integer primary key check (only_row = 1),
    holder   text    not null,
    epoch    integer not null,
    expires  integer not null
) strict;
insert into lease values (1, '', 0, 0);

create table job (
    id         text    primary key,
    definition text    not null,
    seed       integer not null,
    status     text    not null,
    reason     text    not null,
    created    integer not null,
    updated    integer not null
) strict, without rowid;

create table federation (
    job           text    primary key,
    round         integer not null,
    seed          integer not null,
    model_version integer not null,
    plan_change   integer not null,
    committed     integer not null
) strict, without rowid;

create table model (
    job     text    not null,
    version integer not null,
    blob    text    not null,
    length  integer not null,
    created integer not null,
    primary key (job, version)
) strict, without rowid;
create index model_blob on model (blob);

create table optimizer_vector (
    job    text    not null,
    name   text    not null,
    blob   text    not null,
    length integer not null,
    primary key (job, name)
) strict, without rowid;
create index optimizer_vector_blob on optimizer_vector (blob);

-- A whole plan, then its changes in order. The bytes are here or, if they are many, in a blob.
create table plan_part (
    job    text    not null,
    change integer not null,
    length integer not null,
    bytes  blob,
    blob   text,
    primary key (job, change)
) strict;
create index plan_part_blob on plan_part (blob) where blob is not null;

create table report (
    job           text    not null,
    round         integer not null,
    status        text    not null,
    model_version integer not null,
    tier          integer,
    started       integer not null,
    elapsed       integer not null,
    asked         integer not null,
    counted       integer not null,
    upload_bytes  integer not null,
    accuracy      real,
    loss          real,
    bytes         blob    not null,
    primary key (job, round)
) strict;

create table open_round (
    job     text    primary key,
    round   integer not null,
    started integer not null
) strict, without rowid;

create table reply (
    number  integer primary key autoincrement,
    job     text    not null,
    round   integer not null,
    client  text    not null,
    digest  text    not null,
    elapsed integer not null,
    length  integer not null,
    bytes   blob,
    blob    text,
    unique (job, round, client)
) strict;
create index reply_blob on reply (blob) where blob is not null;

create table client (
    id         text    primary key,
    attributes text    not null,
    generation integer not null,
    state      text    not null,
    enrolled   integer not null,
    last_seen  integer
) strict, without rowid;

create table enrolment_token (
    hash    text    primary key,
    bound   text,
    created integer not null,
    expires integer not null,
    used    integer,
    client  text,
    retry   text
) strict, without rowid;

create table operator_token (
    hash    text    primary key,
    name    text    not null,
    role    text    not null,
    created integer not null,
    expires integer
) strict, without rowid;

create table audit (
    number integer primary key autoincrement,
    at     integer not null,
    who    text    not null,
    what   text    not null,
    detail text    not null
) strict;
