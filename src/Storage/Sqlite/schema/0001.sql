-- Times are UTC in ticks of 100 ns. Ids are 16 bytes, big endian, so that they sort by time.

-- The proof of the master key.
CREATE TABLE master_key (
    proof BLOB NOT NULL
);

-- Workflows and kinds of trigger by number: a run says them in a byte or two.
CREATE TABLE names (
    n    INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- What claiming and listing need of a run. In the order of arrival.
CREATE TABLE runs (
    n            INTEGER PRIMARY KEY,
    id           BLOB NOT NULL,
    workflow     INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    trigger_kind INTEGER NOT NULL,
    storage      INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    event_bytes  INTEGER NOT NULL,
    replay_of    BLOB,
    status       INTEGER NOT NULL,
    due          INTEGER,
    finished     INTEGER,
    code         TEXT,
    dropped      INTEGER NOT NULL,
    holder       TEXT,
    taken        INTEGER NOT NULL,
    cancel_asked INTEGER,
    batches      INTEGER NOT NULL
);

-- Read, Append and every verb that names a run; List by an id's beginning.
CREATE UNIQUE INDEX runs_id ON runs (id);
-- List and Purge by workflow.
CREATE INDEX runs_workflow ON runs (workflow);
-- List, Purge and Count by any status but succeeded (4), which most runs have: those are found by walking the table.
CREATE INDEX runs_status ON runs (status) WHERE status <> 4;
-- List by error code.
CREATE INDEX runs_code ON runs (code) WHERE code IS NOT NULL;
-- TakeDue: unheld runs by due time.
CREATE INDEX runs_due ON runs (due) WHERE due IS NOT NULL AND holder IS NULL;
-- TakeDue: what dead workers hold.
CREATE INDEX runs_holder ON runs (holder) WHERE holder IS NOT NULL;

-- The two tables below are keyed by slot: a run's number and a batch's number in it, n << 20 | batch.

-- The facts of each batch of entries.
CREATE TABLE journal (
    slot  INTEGER PRIMARY KEY,
    facts BLOB NOT NULL
);

-- The data of each batch, sealed.
CREATE TABLE payloads (
    slot   INTEGER PRIMARY KEY,
    key    INTEGER NOT NULL,
    sealed BLOB NOT NULL
);

-- The credentials of unfinished runs, sealed.
CREATE TABLE boxes (
    n      INTEGER PRIMARY KEY,
    key    INTEGER NOT NULL,
    sealed BLOB NOT NULL
);

-- What opens all that is sealed: 32 bytes each, zeros once it is destroyed. Rows are never deleted, see Keys.
CREATE TABLE keys (
    key     INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
);

-- Those to be used again.
CREATE TABLE free_keys (
    key INTEGER PRIMARY KEY
);

CREATE TABLE idempotency (
    hash    BLOB PRIMARY KEY,
    run     BLOB NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
-- Purge of what has expired.
CREATE INDEX idempotency_expires ON idempotency (expires);

-- A removed workflow keeps its row, so that its version numbers are never used again.
CREATE TABLE workflows (
    name        TEXT PRIMARY KEY,
    newest      INTEGER NOT NULL,
    first       INTEGER NOT NULL,
    trigger_key TEXT NOT NULL,
    enabled     INTEGER NOT NULL,
    removed     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE versions (
    workflow TEXT NOT NULL,
    version  INTEGER NOT NULL,
    source   TEXT NOT NULL,
    form     TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (workflow, version)
);

CREATE TABLE items (
    kind       INTEGER NOT NULL,
    name       TEXT NOT NULL,
    facts      BLOB NOT NULL,
    key        INTEGER,
    sealed     BLOB,
    changed_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE audit (
    n        INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    who      TEXT NOT NULL,
    act      TEXT NOT NULL,
    on_what  TEXT NOT NULL
);
