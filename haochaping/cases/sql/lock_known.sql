-- Services that a business system pushed again, locked so that no rating slips in between the
-- comparison and the change. In the order of their keys: two pushes then never wait in a circle.
SELECT service_key, content_mac, ticket_generation, ticket_key_version, expires_at, service_time,
       area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE service_key = ANY(%s)
ORDER BY service_key
FOR UPDATE
