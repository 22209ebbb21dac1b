-- Adds counts to cells of the roll-up; cells that do not exist yet begin with these counts.
-- Parameter: the rows as arrays of an array, in the order of these columns; sorted by their key,
-- so that two writers would never wait in a circle.
INSERT INTO statistics_rollup AS cell (
  grain, span, day, org_code, area_code, subject, pf, origin,
  services, services_rated, level_1, level_2, level_3, level_4, level_5, unscored,
  follow_ups, set_aside, defaults, orders, orders_upheld, orders_rectified
)
SELECT added ->> 0, added ->> 1, (added ->> 2)::date, added ->> 3, added ->> 4, added ->> 5,
       (added ->> 6)::smallint, added ->> 7, (added ->> 8)::integer, (added ->> 9)::integer,
       (added ->> 10)::integer, (added ->> 11)::integer, (added ->> 12)::integer,
       (added ->> 13)::integer, (added ->> 14)::integer, (added ->> 15)::integer,
       (added ->> 16)::integer, (added ->> 17)::integer, (added ->> 18)::integer,
       (added ->> 19)::integer, (added ->> 20)::integer, (added ->> 21)::integer
FROM json_array_elements(%s::json) AS added
ON CONFLICT (grain, span, day, org_code, area_code, subject, pf, origin) DO UPDATE SET
  services = cell.services + excluded.services,
  services_rated = cell.services_rated + excluded.services_rated,
  level_1 = cell.level_1 + excluded.level_1,
  level_2 = cell.level_2 + excluded.level_2,
  level_3 = cell.level_3 + excluded.level_3,
  level_4 = cell.level_4 + excluded.level_4,
  level_5 = cell.level_5 + excluded.level_5,
  unscored = cell.unscored + excluded.unscored,
  follow_ups = cell.follow_ups + excluded.follow_ups,
  set_aside = cell.set_aside + excluded.set_aside,
  defaults = cell.defaults + excluded.defaults,
  orders = cell.orders + excluded.orders,
  orders_upheld = cell.orders_upheld + excluded.orders_upheld,
  orders_rectified = cell.orders_rectified + excluded.orders_rectified
