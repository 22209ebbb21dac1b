-- The services that a batch of ratings is about; their locks are held already.
SELECT service_key, ticket_generation, expires_at, service_time, default_due, project_no,
       service_number, area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE service_key = ANY(%s)
