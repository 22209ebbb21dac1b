-- Every cell of the roll-up again, from the rows themselves. Written without looking at what the
-- reader of events does: the two must agree to the last digit.
-- Parameters: first and last day; the spans of time whose cells are wanted; the origins that enter a score.
WITH
  ruled AS (
    -- The latest ruling of a rating is the one that holds.
    SELECT DISTINCT ON (service_key, assess_number) service_key, assess_number, kind, attribution
    FROM ratings_ruling
    ORDER BY service_key, assess_number, id DESC
  ),
  service AS (
    SELECT service_key, org_code, area_code, task_code, staff_no,
           CASE WHEN window_no <> '' THEN hall_code || '/' || window_no ELSE '' END AS seat,
           hall_code, window_no,
           (service_time AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM cases_service
  ),
  rating AS (
    SELECT r.service_key, r.assess_number, r.level, r.pf, r.origin,
           (r.received_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
           coalesce(u.kind IN ('suspended', 'invalid'), false) AS aside,
           coalesce(u.attribution ->> 'org', s.org_code) AS org_code,
           coalesce(u.attribution ->> 'area', s.area_code) AS area_code,
           coalesce(u.attribution ->> 'task', s.task_code) AS task_code,
           coalesce(u.attribution ->> 'staff', s.staff_no) AS staff_no,
           CASE WHEN coalesce(u.attribution ->> 'window', s.window_no) <> ''
                THEN coalesce(u.attribution ->> 'hall', s.hall_code) || '/'
                     || coalesce(u.attribution ->> 'window', s.window_no)
                ELSE '' END AS seat
    FROM ratings_rating r
    JOIN service s USING (service_key)
    LEFT JOIN ruled u USING (service_key, assess_number)
  ),
  -- One row per thing that is counted: where it belongs, and one for its counter.
  counted AS (
    SELECT day, org_code, area_code, task_code, staff_no, seat, 0 AS pf, '' AS origin,
           'services' AS counter
    FROM service
    UNION ALL
    SELECT s.day, s.org_code, s.area_code, s.task_code, s.staff_no, s.seat, 0, '', 'services_rated'
    FROM service s
    JOIN rating r USING (service_key)
    WHERE r.assess_number = 1 AND NOT r.aside AND r.origin = ANY(%(scored)s)
    UNION ALL
    SELECT day, org_code, area_code, task_code, staff_no, seat, pf, origin,
           CASE WHEN aside THEN 'set_aside'
                WHEN assess_number = 2 THEN 'follow_ups'
                ELSE 'level_' || level END
    FROM rating
    UNION ALL
    SELECT d.day, s.org_code, s.area_code, s.task_code, s.staff_no, s.seat, 0, '', 'defaults'
    FROM ratings_default d
    JOIN service s USING (service_key)
    WHERE NOT EXISTS (
      SELECT FROM ratings_rating r WHERE r.service_key = d.service_key AND r.assess_number = 1
    )
    UNION ALL
    SELECT (o.opened_at AT TIME ZONE 'Asia/Shanghai')::date, s.org_code, s.area_code, s.task_code,
           s.staff_no, s.seat, 0, '', part.counter
    FROM workorders_order o
    JOIN service s USING (service_key)
    CROSS JOIN LATERAL (
      SELECT 'orders' AS counter
      UNION ALL
      SELECT CASE step WHEN 'uphold' THEN 'orders_upheld' ELSE 'orders_rectified' END
      FROM workorders_step
      WHERE order_id = o.no AND step IN ('uphold', 'rectify')
    ) part
  )
SELECT grain.name, span.name, span.first::text, org_code, area_code, grain.subject, grain.pf,
       grain.origin, grain.counter, count(*)::integer
FROM (
  SELECT counted.*,
         CASE WHEN starts_with(counter, 'level_') AND origin <> ALL(%(scored)s) THEN 'unscored'
              ELSE counter END AS summed
  FROM counted
  WHERE day BETWEEN %(first)s AND %(last)s
) counted
CROSS JOIN LATERAL (
  VALUES ('organisation', '', 0, '', summed), ('item', task_code, 0, '', summed),
         ('staff', staff_no, 0, '', summed), ('window', seat, 0, '', summed),
         ('channel', '', pf, origin, counter), ('item-channel', task_code, pf, origin, counter)
) AS grain (name, subject, pf, origin, counter)
CROSS JOIN LATERAL (
  VALUES ('day', day), ('month', date_trunc('month', day)::date),
         ('year', date_trunc('year', day)::date)
) AS span (name, first)
WHERE (grain.subject <> '' OR grain.name IN ('organisation', 'channel'))
  AND (grain.pf <> 0 OR right(grain.name, 7) <> 'channel')
  AND span.name = ANY(%(spans)s)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
