-- The services that a batch of ratings is about. The share lock keeps a business system from
-- changing one, and the sweep from giving it a default rating, until this batch has committed;
-- other ratings pass. In the order of the keys, so that two batches never wait in a circle.
SELECT service_key, ticket_generation, expires_at, service_time, project_no, service_number,
       area_code, org_code, task_code, hall_code, window_no, terminal_no, staff_no
FROM cases_service
WHERE service_key = ANY(%s)
ORDER BY service_key
FOR SHARE
