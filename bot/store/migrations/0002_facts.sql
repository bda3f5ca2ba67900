-- Facts, the search over them, and their place in the rehearsal.

CREATE TABLE facts (
    -- AUTOINCREMENT: the number of a forgotten fact must never come to mean another one.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    told_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('fresh', 'learning', 'known', 'superseded')),
    message_id INTEGER,
    log_id INTEGER REFERENCES log (id) ON DELETE SET NULL,
    superseded_by INTEGER REFERENCES facts (id) ON DELETE SET NULL,
    misses INTEGER NOT NULL DEFAULT 0,
    trouble TEXT NOT NULL DEFAULT ''
);
CREATE INDEX facts_of_person ON facts (person_id, state);
CREATE INDEX facts_of_log ON facts (log_id);
CREATE INDEX facts_by_successor ON facts (superseded_by);

CREATE VIRTUAL TABLE facts_text USING fts5 (
    attribute,
    value,
    quote,
    content = 'facts',
    content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

CREATE TRIGGER facts_text_insert AFTER INSERT ON facts BEGIN
    INSERT INTO facts_text (rowid, attribute, value, quote)
    VALUES (new.id, new.attribute, new.value, new.quote);
END;

CREATE TRIGGER facts_text_delete AFTER DELETE ON facts BEGIN
    INSERT INTO facts_text (facts_text, rowid, attribute, value, quote)
    VALUES ('delete', old.id, old.attribute, old.value, old.quote);
END;

CREATE TRIGGER facts_text_update AFTER UPDATE OF attribute, value, quote ON facts BEGIN
    INSERT INTO facts_text (facts_text, rowid, attribute, value, quote)
    VALUES ('delete', old.id, old.attribute, old.value, old.quote);
    INSERT INTO facts_text (rowid, attribute, value, quote)
    VALUES (new.id, new.attribute, new.value, new.quote);
END;

CREATE TABLE cards (
    fact_id INTEGER PRIMARY KEY REFERENCES facts (id) ON DELETE CASCADE,
    card TEXT NOT NULL
);
