-- A default rating for each service of the stretch that has no rating. Whoever adds a rating to a
-- service that has fallen due shares the fence that the caller holds, so this snapshot sees all.
INSERT INTO ratings_default (service_key, day, batch)
SELECT service.service_key, service.default_due, %(batch)s
FROM cases_service AS service
LEFT JOIN ratings_rating AS rating
  ON rating.service_key = service.service_key AND rating.assess_number = 1
WHERE (service.default_due, service.service_key) > (%(day)s, %(after)s)
  AND (service.default_due, service.service_key) <= (%(last_day)s, %(last)s)
  AND rating.service_key IS NULL
ON CONFLICT (service_key) DO NOTHING
