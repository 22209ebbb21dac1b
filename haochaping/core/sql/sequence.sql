-- Moves committed events from the inbox into the log with consecutive positions.
-- Parameter: limit, the most events to move at once.
WITH
  -- The caller holds the sequencer's advisory lock, so nobody else moves the head meanwhile.
  head AS (
    SELECT position FROM core_event_head
  ),
  -- Rows of transactions that have not committed are invisible and are taken by a later call,
  -- with later positions: that is why nothing is skipped, however slow a writer commits.
  taken AS (
    DELETE FROM core_event_inbox
    WHERE id IN (SELECT id FROM core_event_inbox ORDER BY id LIMIT %(limit)s)
    RETURNING id, kind, service_key, payload, at
  ),
  -- Ids grow within and between transactions that depend on each other, so the order of a
  -- service's own events is kept.
  numbered AS (
    SELECT head.position + row_number() OVER (ORDER BY taken.id) AS position,
           kind, service_key, payload, at
    FROM taken, head
  ),
  moved AS (
    INSERT INTO core_event_log (position, kind, service_key, payload, at)
    SELECT position, kind, service_key, payload, at FROM numbered ORDER BY position
    RETURNING position
  )
UPDATE core_event_head
SET position = core_event_head.position + (SELECT count(*) FROM moved)
RETURNING (SELECT count(*) FROM moved)
