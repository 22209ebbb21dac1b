-- The one-time codes that were sent for these services within a code's life, used ones included:
-- a repeated submission brings the code that it was accepted with. Locked, so that parallel
-- guesses are counted one after the other.
SELECT id, service_key, code_mac, tries, used_at, expires_at
FROM cases_one_time_code
WHERE service_key = ANY(%s) AND (expires_at > %s OR used_at IS NOT NULL)
ORDER BY id
FOR UPDATE
