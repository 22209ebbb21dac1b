-- Services that a business system pushed again, as they stand.
SELECT service_key, content_mac, ticket_generation, ticket_key_version, expires_at, service_time,
       area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE service_key = ANY(%s)
