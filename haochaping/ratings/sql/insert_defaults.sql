-- A default rating for each of these (locked) services that has no rating. A statement of its own,
-- because only its snapshot sees the ratings that were committed while we waited for the locks.
INSERT INTO ratings_default (service_key, day, batch)
SELECT service.service_key, service.default_due, %(batch)s
FROM cases_service AS service
LEFT JOIN ratings_rating AS rating
  ON rating.service_key = service.service_key AND rating.assess_number = 1
WHERE service.service_key = ANY(%(keys)s) AND rating.service_key IS NULL
ON CONFLICT (service_key) DO NOTHING
RETURNING service_key
