-- The next services in the order of their due day whose day has ended. Locked against the writer
-- of ratings, so that a service cannot be rated and get a default rating without one seeing the
-- other.
SELECT service_key, default_due, service_time,
       area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE (default_due, service_key) > (%(day)s, %(after)s) AND default_due < %(today)s
ORDER BY default_due, service_key
LIMIT %(limit)s
FOR UPDATE
