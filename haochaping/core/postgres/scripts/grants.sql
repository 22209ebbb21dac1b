-- What each role may do in the tables; run as their owner after every migration, in one
-- transaction. The caller has put two lists of table names into settings of this transaction:
-- haochaping.append_only (ratings, events, …) and haochaping.unaudited (sign-in secrets, queues).
DO $grants$
DECLARE
  name text;
BEGIN
  -- On a server that is not ours the roles may have to be made by its administrator; without
  -- them the node works under the role it was given, and `haochaping check` says so.
  FOREACH name IN ARRAY ARRAY['haochaping_app', 'haochaping_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', name);
      EXCEPTION
        WHEN insufficient_privilege THEN RAISE NOTICE 'cannot make the role %', name;
        -- Two nodes may migrate two databases of one server at the same time.
        WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;

  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'haochaping_app') THEN
    GRANT USAGE ON SCHEMA public TO haochaping_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO haochaping_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO haochaping_app;
    REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM haochaping_app;
    -- Article 6 and design §3.8: what was rated can be neither changed nor removed.
    FOREACH name IN ARRAY current_setting('haochaping.append_only')::text[] LOOP
      EXECUTE format('REVOKE UPDATE, DELETE ON TABLE %I FROM haochaping_app', name);
    END LOOP;
    -- A role that signs in for both purposes takes the application's role for its sessions.
    IF NOT pg_has_role(current_user, 'haochaping_app', 'MEMBER') THEN
      BEGIN
        EXECUTE format('GRANT haochaping_app TO %I', current_user);
      EXCEPTION
        WHEN insufficient_privilege THEN NULL;
      END;
    END IF;
  END IF;

  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'haochaping_auditor') THEN
    GRANT USAGE ON SCHEMA public TO haochaping_auditor;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO haochaping_auditor;
    FOREACH name IN ARRAY current_setting('haochaping.unaudited')::text[] LOOP
      EXECUTE format('REVOKE ALL ON TABLE %I FROM haochaping_auditor', name);
    END LOOP;
  END IF;
END
$grants$
