-- A default rating for each service of the stretch that has no rating, and what they are counted
-- under. Whoever adds a rating to a service that has fallen due shares the fence that the caller
-- holds, so this snapshot sees all. The limit tells the planner how little a stretch is.
WITH
  stretch AS MATERIALIZED (
    SELECT service_key, default_due, area_code, org_code, task_code, hall_code, window_no, staff_no
    FROM cases_service
    WHERE (default_due, service_key) > (%(day)s, %(after)s)
      AND (default_due, service_key) <= (%(last_day)s, %(last)s)
    ORDER BY default_due, service_key
    LIMIT %(limit)s
  ),
  made AS (
    INSERT INTO ratings_default (service_key, day, batch)
    SELECT stretch.service_key, stretch.default_due, %(batch)s
    FROM stretch
    LEFT JOIN ratings_rating AS rating
      ON rating.service_key = stretch.service_key AND rating.assess_number = 1
    WHERE rating.service_key IS NULL
    ORDER BY stretch.service_key
    ON CONFLICT (service_key) DO NOTHING
    RETURNING service_key
  )
SELECT default_due, area_code, org_code, task_code, hall_code, window_no, staff_no, count(*)
FROM stretch
JOIN made USING (service_key)
GROUP BY 1, 2, 3, 4, 5, 6, 7
