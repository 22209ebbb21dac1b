-- What stands beside those services already: ratings (their number, content and time) and default
-- ratings (number 0 and their day). Read after the locks, with a snapshot of its own, so that
-- whatever the former holders of the locks committed is seen.
SELECT service_key, assess_number, content_mac, received_at, NULL::date AS day
FROM ratings_rating
WHERE service_key = ANY(%s)
UNION ALL
SELECT service_key, 0::smallint, NULL::bytea, NULL::timestamptz, day
FROM ratings_default
WHERE service_key = ANY(%s)
