-- Meets the sweep for default ratings at its fence when one of the services has fallen due; the
-- others cost nothing.
SELECT pg_advisory_xact_lock_shared(%s)
FROM (
  SELECT 1 WHERE EXISTS (
    SELECT FROM cases_service WHERE service_key = ANY(%s) AND default_due <= %s
  )
) due
