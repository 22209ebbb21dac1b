-- The reference for the intake: one transaction per rating, as a careful program would commit it
-- one by one. Same tables, same indexes, same durability.
BEGIN;
SELECT service_key AS key FROM cases_service WHERE service_key = (SELECT md5('reference' || nextval('bench_reference'))::uuid) \gset
INSERT INTO ratings_rating (service_key, assess_number, level, labels, pf, origin, proof, content_mac) VALUES (':key', 1, 5, '{510,517}', 2, 'unconfirmed', 'none', '\x00112233445566778899aabbccddeeff');
INSERT INTO core_event_inbox (kind, service_key, payload) VALUES ('bench.reference', ':key', '{"level": 5, "labels": [510, 517], "pf": 2, "origin": "unconfirmed", "dims": {"area": "411000000000", "org": "11411000XC0000020B", "task": "", "hall": "", "window": "", "terminal": "", "staff": "", "service_day": "2026-11-24"}}');
COMMIT;
