-- The end of the next stretch of the walk: at most so many services whose due day has ended, in the
-- order of that day. An index alone answers it.
SELECT default_due, service_key, count(*) OVER ()
FROM (
  SELECT default_due, service_key
  FROM cases_service
  WHERE (default_due, service_key) > (%(day)s, %(after)s) AND default_due < %(today)s
  ORDER BY default_due, service_key
  LIMIT %(limit)s
) stretch
ORDER BY default_due DESC, service_key DESC
LIMIT 1
