-- Where services happen: each window with its office, an item and a clerk of that office. Numbered
-- from 0, so that a share between 0 and 1 picks one.
CREATE TEMPORARY TABLE bench_place AS
SELECT row_number() OVER (ORDER BY hall.code, desk.number) - 1 AS n,
       office.code AS org_code, office.region_id AS area_code, hall.code AS hall_code,
       desk.number AS window_no, clerk.number AS staff_no, clerk.name AS staff_name,
       item.task_code, item.name AS task_name
FROM directory_window desk
JOIN directory_hall hall ON hall.id = desk.hall_id
JOIN directory_organisation office ON office.id = desk.organisation_id
CROSS JOIN LATERAL (
  SELECT task_code, name FROM directory_serviceitem
  WHERE organisation_id = office.id
  ORDER BY hashtext(task_code || desk.number) LIMIT 3
) item
CROSS JOIN LATERAL (
  SELECT number, name FROM directory_staff
  WHERE organisation_id = office.id
  ORDER BY hashtext(number || desk.number) LIMIT 2
) clerk
