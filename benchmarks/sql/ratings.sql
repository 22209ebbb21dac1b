-- A rating for each: one in a thousand negative, some middling, the rest content, over
-- the usual channels.
INSERT INTO ratings_rating (
  service_key, assess_number, level, labels, pf, origin, proof, way, content_mac, received_at
)
SELECT md5('bench' || n)::uuid, 1,
       CASE WHEN share < 0.0003 THEN 1 WHEN share < 0.001 THEN 2 WHEN share < 0.02 THEN 3
            WHEN share < 0.15 THEN 4 ELSE 5 END,
       CASE WHEN share < 0.15 THEN '{}' ELSE '{510,517}' END::smallint[],
       CASE n %% 10 WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 7 ELSE 2 END,
       CASE n %% 10 WHEN 0 THEN 'web' WHEN 1 THEN 'unconfirmed' WHEN 2 THEN 'sms-link'
            ELSE 'ticket' END,
       CASE n %% 10 WHEN 0 THEN 'signed-in' WHEN 1 THEN 'none' WHEN 2 THEN 'number-on-file'
            ELSE 'one-time-code' END,
       1, decode(md5(n::text), 'hex'),
       now() - interval '365 days' * ((%(last)s - n)::float8 / %(size)s)
FROM (
  SELECT n, (hashint8extended(n, 2) & 1048575) / 1048576.0 AS share
  FROM generate_series(%(first)s::bigint, %(upto)s::bigint) n
) drawn
ORDER BY n
