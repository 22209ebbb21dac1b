-- The same for services of which the node learned after their default rating had fallen due.
INSERT INTO ratings_default (service_key, day, batch)
SELECT service.service_key, service.default_due, %(batch)s
FROM cases_service AS service
LEFT JOIN ratings_rating AS rating
  ON rating.service_key = service.service_key AND rating.assess_number = 1
WHERE service.service_key = ANY(%(keys)s) AND service.default_due < %(today)s
  AND rating.service_key IS NULL
ON CONFLICT (service_key) DO NOTHING
