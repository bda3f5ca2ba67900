-- The replay buffer of the paper's recipe: what each exchange that was taken up is worth. It holds
-- no words: an exchange is known by the log line that began it, and goes with that.

CREATE TABLE replay (
    log_id INTEGER PRIMARY KEY REFERENCES log (id) ON DELETE CASCADE,
    priority REAL NOT NULL CHECK (priority BETWEEN 0 AND 1),
    replays INTEGER NOT NULL DEFAULT 0,
    replayed_at TEXT
);
