-- What the stretch's default ratings are counted under.
SELECT service.default_due,
       (service.service_time AT TIME ZONE 'Asia/Shanghai')::date, service.area_code,
       service.org_code, service.task_code, service.hall_code, service.window_no,
       service.terminal_no, service.staff_no, count(*)
FROM cases_service AS service
JOIN ratings_default AS made ON made.service_key = service.service_key
WHERE (service.default_due, service.service_key) > (%(day)s, %(after)s)
  AND (service.default_due, service.service_key) <= (%(last_day)s, %(last)s)
  AND made.batch = %(batch)s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
