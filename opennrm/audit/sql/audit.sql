-- The audit: who, acting for whom, comes from the signed context, never from the application's word.

GRANT USAGE ON SCHEMA sec TO opennrm_app;

CREATE SEQUENCE IF NOT EXISTS audit_event_sequence;

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'audit.seal') ON CONFLICT (name) DO NOTHING;

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
  -- The case's own principal, which whoever leads it at any time gets to read with (sec.read_audit_of).
  NEW.readers := array_remove(ARRAY[
    sec.system_principal('auditors'), sec.system_principal('audit.seal'),
    (SELECT p.id FROM sec.principal p WHERE p.case_id = NEW.case_id AND p.part = 'lead')
  ], NULL);
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

-- The worker adds to the seal and can add nothing but the next batch with its own leaves, whatever it was made to send.
-- Whether digests and signature are right is for `opennrm audit verify`: the database has no key.
CREATE OR REPLACE FUNCTION public.refuse_wrong_batch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before public.audit_batch%ROWTYPE;
  here text := (SELECT system_identifier::text FROM pg_control_system());
BEGIN
  SELECT * INTO before FROM public.audit_batch ORDER BY number DESC LIMIT 1;
  IF NEW.number IS DISTINCT FROM coalesce(before.number, 0) + 1 THEN
    RAISE insufficient_privilege USING MESSAGE = 'The number of a batch follows the number of the batch before.';
  END IF;
  IF NEW.previous IS DISTINCT FROM coalesce(before.chained, decode(repeat('00', 32), 'hex')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A batch names the digest of the batch before.';
  END IF;
  IF NEW.cluster IS DISTINCT FROM here OR NEW.transaction IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
    RAISE insufficient_privilege USING MESSAGE = 'A batch names the server and the transaction that seal it.';
  END IF;
  IF NEW.sealed_at < before.sealed_at
     OR NEW.sealed_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()
        AND NEW.sealed_at IS DISTINCT FROM before.sealed_at THEN
    RAISE insufficient_privilege USING MESSAGE = 'A batch is sealed now, and not before the batch before.';
  END IF;
  IF NEW.horizon > pg_snapshot_xmin(pg_current_snapshot())::text::bigint
     OR before.cluster = here AND NEW.horizon < before.horizon THEN
    RAISE insufficient_privilege USING MESSAGE = 'The horizon of a batch lies behind every running transaction.';
  END IF;
  IF NEW.events < 1 THEN
    RAISE insufficient_privilege USING MESSAGE = 'A batch seals at least one event.';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.refuse_wrong_leaves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added
    LEFT JOIN public.audit_batch b ON b.number = added.batch
      AND b.transaction = pg_current_xact_id()::text::bigint
      AND b.number = (SELECT max(newest.number) FROM public.audit_batch newest)
    LEFT JOIN public.audit_event e ON e.id = added.event_id
    WHERE b.number IS NULL OR e.id IS NULL OR added.position NOT BETWEEN 1 AND b.events
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A leaf belongs to an event, and to the batch that is being sealed.';
  END IF;
  RETURN NULL;
END $$;

-- At the end of the transaction, when all leaves are there.
CREATE OR REPLACE FUNCTION public.refuse_unfinished_batch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  leaves bigint;
  root bytea;
BEGIN
  SELECT count(*), sha256(coalesce(string_agg(l.digest, ''::bytea ORDER BY l.position), ''::bytea))
    INTO leaves, root FROM public.audit_leaf l WHERE l.batch = NEW.number;
  IF leaves <> NEW.events OR root <> NEW.root THEN
    RAISE insufficient_privilege USING MESSAGE = 'A batch lists the events that it says it seals.';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER refuse_wrong_batch BEFORE INSERT ON public.audit_batch
  FOR EACH ROW EXECUTE FUNCTION public.refuse_wrong_batch();
CREATE OR REPLACE TRIGGER refuse_wrong_leaves AFTER INSERT ON public.audit_leaf
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_wrong_leaves();
DROP TRIGGER IF EXISTS refuse_unfinished_batch ON public.audit_batch;
CREATE CONSTRAINT TRIGGER refuse_unfinished_batch AFTER INSERT ON public.audit_batch
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse_unfinished_batch();
