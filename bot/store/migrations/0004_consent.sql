-- When each person was asked what may be kept of them, and who made each choice.

ALTER TABLE people ADD COLUMN asked_at TEXT;

ALTER TABLE consents ADD COLUMN chosen_by TEXT NOT NULL DEFAULT 'nobody'
    CHECK (chosen_by IN ('person', 'operator', 'nobody'));
