-- Nights, their reviews, and the versions of each person's adapter.

CREATE TABLE adapters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    folder TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    checksum TEXT NOT NULL,
    created_at TEXT NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),
    night_id INTEGER REFERENCES nights (id) ON DELETE SET NULL,
    retired TEXT NOT NULL DEFAULT ''
);
CREATE INDEX adapters_of_person ON adapters (person_id, scope);
CREATE INDEX adapters_of_night ON adapters (night_id);
CREATE UNIQUE INDEX adapters_current ON adapters (person_id, scope) WHERE current = 1;

CREATE TABLE nights (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    began_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT NOT NULL,
    report TEXT NOT NULL DEFAULT '{}',
    -- The version that was current when the night began: what it held, the night's holds too.
    base_id INTEGER REFERENCES adapters (id) ON DELETE SET NULL,
    -- Something was forgotten while the night was under way: what it trained must not be kept.
    spoilt INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX nights_of_person ON nights (person_id, id);
CREATE INDEX nights_by_base ON nights (base_id);

-- Without ON DELETE: a fact can't be forgotten as long as a version was trained on it.
CREATE TABLE adapter_facts (
    adapter_id INTEGER NOT NULL REFERENCES adapters (id) ON DELETE CASCADE,
    fact_id INTEGER NOT NULL REFERENCES facts (id),
    PRIMARY KEY (adapter_id, fact_id)
) WITHOUT ROWID;
CREATE INDEX adapter_facts_of_fact ON adapter_facts (fact_id);

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fact_id INTEGER NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
    -- As FSRS counts: 1 again, 2 hard, 3 good, 4 easy.
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    reviewed_at TEXT NOT NULL,
    night_id INTEGER REFERENCES nights (id) ON DELETE SET NULL
);
CREATE INDEX reviews_of_fact ON reviews (fact_id);
CREATE INDEX reviews_of_night ON reviews (night_id);

-- One row. `scrub_due`: something was deleted whose bytes may still lie in the file.
CREATE TABLE housekeeping (scrub_due INTEGER NOT NULL);
INSERT INTO housekeeping (scrub_due) VALUES (0);
