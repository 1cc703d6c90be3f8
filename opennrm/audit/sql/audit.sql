-- The audit: who, acting for whom, comes from the signed context, never from the application's word.

GRANT USAGE ON SCHEMA sec TO opennrm_app;

CREATE SEQUENCE IF NOT EXISTS audit_event_sequence;

SET LOCAL ROLE opennrm_sec;
CREATE OR REPLACE FUNCTION sec.stamp_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known boolean := sec.ok();
BEGIN
  NEW.sequence := nextval('public.audit_event_sequence');
  NEW.transaction := pg_current_xact_id()::text::bigint;
  NEW.at := clock_timestamp();
  IF known THEN
    NEW.account_id := nullif(current_setting('opennrm.account', true), '')::uuid;
    NEW.membership_id := nullif(current_setting('opennrm.membership', true), '')::uuid;
    NEW.agency_id := nullif(current_setting('opennrm.agency', true), '')::uuid;
    NEW.role := coalesce(nullif(current_setting('opennrm.role', true), ''), '');
    NEW.origin := coalesce(nullif(current_setting('opennrm.origin', true), ''), '');
    NEW.job := coalesce(nullif(current_setting('opennrm.job', true), ''), '');
    SELECT a.name INTO NEW.account_name FROM public.agencies_account a WHERE a.id = NEW.account_id;
    SELECT g.name INTO NEW.agency_name FROM public.agencies_agency g WHERE g.id = NEW.agency_id;
  ELSE
    NEW.account_id := NULL; NEW.membership_id := NULL; NEW.agency_id := NULL;
    NEW.role := ''; NEW.job := ''; NEW.origin := '';
  END IF;
  NEW.account_name := coalesce(NEW.account_name, '');
  NEW.agency_name := coalesce(NEW.agency_name, '');
  NEW.readers := sec.with_supervisors(array_remove(ARRAY[
    sec.system_principal('auditors'), sec.system_principal('audit.seal'),
    (SELECT p.id FROM sec.principal p WHERE p.case_id = NEW.case_id AND p.part = 'lead')
  ], NULL));
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION sec.stamp_event() FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;

GRANT USAGE ON SEQUENCE audit_event_sequence TO opennrm_sec;
GRANT SELECT ON agencies_account, agencies_agency TO opennrm_sec;
-- A trigger function is checked for EXECUTE when the trigger is made, and the table's owner makes it.
SET LOCAL ROLE opennrm_sec;
GRANT EXECUTE ON FUNCTION sec.stamp_event() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;

CREATE OR REPLACE TRIGGER stamp_event BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION sec.stamp_event();

-- Refuses change to everybody, the owner included. Whoever can disable triggers is caught by the seal.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = 'The audit is only ever added to.';
END $$;

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['audit_event', 'audit_batch', 'audit_leaf'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()', kept);
    EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()', kept);
    EXECUTE format('REVOKE ALL ON %I FROM opennrm_app, opennrm_worker', kept);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON audit_event TO opennrm_app;
GRANT SELECT ON audit_batch, audit_leaf TO opennrm_app;
GRANT INSERT ON audit_batch, audit_leaf TO opennrm_worker;
