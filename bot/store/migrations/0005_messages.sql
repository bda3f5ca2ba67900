-- What came of a message is found by its number, however much is kept: an edit or a deletion asks.
CREATE INDEX log_by_message ON log (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX facts_by_message ON facts (message_id) WHERE message_id IS NOT NULL;
