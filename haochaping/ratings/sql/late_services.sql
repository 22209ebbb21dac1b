-- Services of which the node learned after their default rating had fallen due: taken off their
-- list and locked against the writer of ratings.
WITH late AS (
  DELETE FROM cases_late_service
  WHERE service_key IN (SELECT service_key FROM cases_late_service LIMIT %(limit)s)
  RETURNING service_key
)
SELECT service_key, default_due, service_time,
       area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE service_key IN (SELECT service_key FROM late)
ORDER BY service_key
FOR UPDATE
