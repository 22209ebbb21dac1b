-- Services number first to last, over the last 365 days in the order of time. The cube of an even
-- share makes few busy windows and many quiet ones.
INSERT INTO cases_service (
  service_key, project_no, service_number, task_code, task_name, pro_status, org_code, area_code,
  hall_code, window_no, staff_no, staff_name, pro_channel, project_type, service_time, accept_date,
  result_date, user_prop, app_id, content_mac, ticket_key_version, expires_at, default_due,
  received_at, updated_at
)
SELECT md5('bench' || drawn.n)::uuid, 'XCB' || lpad(drawn.n::text, 12, '0'), 1, place.task_code,
       place.task_name, 3, place.org_code, place.area_code, place.hall_code, place.window_no,
       place.staff_no, place.staff_name, 2, '1', moment, moment - interval '1 hour', moment, 1,
       'bench', decode(md5(drawn.n::text), 'hex'), 1, moment + interval '30 days',
       moment::date + 7, moment, moment
FROM (
  SELECT n, now() - interval '365 days' * ((%(last)s - n)::float8 / %(size)s) AS moment,
         floor(%(places)s * power((hashint8extended(n, 1) & 1048575) / 1048576.0, 3)) AS place
  FROM generate_series(%(first)s::bigint, %(upto)s::bigint) n
) drawn
JOIN bench_place place ON place.n = drawn.place
ORDER BY drawn.n
