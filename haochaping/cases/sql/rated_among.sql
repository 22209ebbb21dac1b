-- Which of these services were rated (no day) or got a default rating (its day).
SELECT service_key, NULL::date AS day
FROM ratings_rating
WHERE service_key = ANY(%s)
UNION ALL
SELECT service_key, day
FROM ratings_default
WHERE service_key = ANY(%s)
