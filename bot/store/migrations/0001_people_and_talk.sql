-- People, what they allow, and what was said.

PRAGMA application_id = 1936488299;

CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    consent TEXT NOT NULL CHECK (consent IN ('chat', 'text', 'weights')),
    created_at TEXT NOT NULL
);

-- Every choice with its time; people.consent is the last of them.
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    consent TEXT NOT NULL CHECK (consent IN ('chat', 'text', 'weights')),
    chosen_at TEXT NOT NULL
);
CREATE INDEX consents_of_person ON consents (person_id);

CREATE TABLE log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    conversation TEXT NOT NULL,
    scope TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    told_at TEXT NOT NULL,
    message_id INTEGER
);
CREATE INDEX log_of_conversation ON log (conversation, id);
CREATE INDEX log_of_person ON log (person_id, id);

-- One a conversation: the older turns in short, up to and with the log line `upto`.
CREATE TABLE summaries (
    conversation TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    upto INTEGER NOT NULL
);
CREATE INDEX summaries_of_person ON summaries (person_id);
