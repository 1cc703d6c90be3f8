-- The ledgers of recordings: numbered without gaps, chained and stamped by the database itself, and only ever added to.

GRANT SELECT ON custody_recording, custody_copy, custody_handover, custody_ledgerevent TO opennrm_sec;
GRANT INSERT ON custody_ledgerevent TO opennrm_sec;
GRANT UPDATE (state, wrapped, ended_at, ending) ON custody_copy TO opennrm_sec;
GRANT UPDATE (accepted_at, accepted_by_id) ON custody_handover TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The job completes uploads, makes copies, verifies, and ends what is over, in whichever case.
INSERT INTO sec.principal (kind, name, adds_to_cases) VALUES ('job', 'custody.keep', true)
  ON CONFLICT (name) DO UPDATE SET adds_to_cases = true;

-- The newest event of each ledger, where no role that serves anybody can change it: an end that was cut off is noticed.
CREATE TABLE IF NOT EXISTS sec.ledger_head (
  recording uuid PRIMARY KEY,
  sequence integer NOT NULL,
  digest bytea NOT NULL,
  copies integer NOT NULL DEFAULT 0
);

-- On every event that is added. opennrm/custody/rules.py reckons the same digest.
CREATE OR REPLACE FUNCTION sec.chain_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  head record;
BEGIN
  -- One event of a recording at a time: whoever comes second waits for whoever came first.
  INSERT INTO sec.ledger_head (recording, sequence, digest) VALUES (NEW.recording_id, 0, decode(repeat('00', 32), 'hex'))
    ON CONFLICT (recording) DO NOTHING;
  SELECT h.sequence, h.digest INTO head FROM sec.ledger_head h WHERE h.recording = NEW.recording_id FOR UPDATE;
  NEW.sequence := head.sequence + 1;
  NEW.previous := head.digest;
  NEW.at := clock_timestamp();
  NEW.membership_id := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  NEW.job := CASE WHEN sec.ok() THEN coalesce(current_setting('opennrm.job', true), '') ELSE '' END;
  NEW.digest := sha256(convert_to(concat_ws(E'\n',
    'opennrm custody event 1', NEW.id::text, NEW.recording_id::text, NEW.sequence::text,
    to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), coalesce(NEW.membership_id::text, ''), NEW.job,
    NEW.kind, coalesce(NEW.copy_id::text, ''), NEW.detail, encode(NEW.previous, 'hex')), 'UTF8'));
  UPDATE sec.ledger_head h SET sequence = NEW.sequence, digest = NEW.digest WHERE h.recording = NEW.recording_id;
  RETURN NEW;
END $$;

-- On every copy that is ordered: who orders one does not see those of others, and so cannot count them.
CREATE OR REPLACE FUNCTION sec.number_copy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO sec.ledger_head AS h (recording, sequence, digest, copies)
    VALUES (NEW.recording_id, 0, decode(repeat('00', 32), 'hex'), 1)
    ON CONFLICT (recording) DO UPDATE SET copies = h.copies + 1 RETURNING h.copies INTO NEW.number;
  RETURN NEW;
END $$;

-- Refuses every change to everybody, but for who reads an event. Only the door that erases a case removes events, all of
-- a recording. Whoever can disable triggers is caught by the chain.
CREATE OR REPLACE FUNCTION sec.refuse_ledger_change() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND CURRENT_USER = 'opennrm_sec' THEN
    DELETE FROM sec.ledger_head h WHERE h.recording = OLD.recording_id;
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.id, OLD.case_id, OLD.recording_id, OLD.copy_id, OLD.sequence, OLD.at, OLD.membership_id, OLD.job, OLD.kind,
        OLD.detail, OLD.previous, OLD.digest) IS NOT DISTINCT FROM
       (NEW.id, NEW.case_id, NEW.recording_id, NEW.copy_id, NEW.sequence, NEW.at, NEW.membership_id, NEW.job, NEW.kind,
        NEW.detail, NEW.previous, NEW.digest) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'A ledger is only ever added to.';
END $$;

-- A copy that has ended opens for nobody any more, and a key that was destroyed does not come back.
CREATE OR REPLACE FUNCTION sec.keep_copy_ended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state IN ('ended', 'refused') AND (NEW.state, NEW.wrapped) IS DISTINCT FROM (OLD.state, OLD.wrapped) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This copy has ended.';
  END IF;
  RETURN NEW;
END $$;

-- Adds an event, for somebody who sees the copy, although they take part in no case. What it says is stamped on it.
CREATE OR REPLACE FUNCTION sec.add_to_ledger(event uuid, of_copy uuid, what text, said text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job integer := sec.system_principal('custody.keep');
  mine integer[] := sec.my_principals();
BEGIN
  PERFORM sec.become(mine || job);
  INSERT INTO public.custody_ledgerevent (
    id, readers, writers, case_id, recording_id, copy_id, sequence, job, kind, detail, previous, digest)
  SELECT event, ARRAY(SELECT DISTINCT each FROM unnest(r.readers || c.readers) AS each), ARRAY[0, job], r.case_id, r.id, c.id, 0, '',
         what, said, ''::bytea, ''::bytea
    FROM public.custody_copy c JOIN public.custody_recording r ON r.id = c.recording_id WHERE c.id = of_copy;
  PERFORM sec.become(mine);
END $$;

-- That somebody asked to look at a copy made for them, looked, or took it with them. What is asked of a copy whose time is
-- over is written down too.
CREATE OR REPLACE FUNCTION sec.look_at_copy(event uuid, of_copy uuid, what text, said text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found record;
BEGIN
  SELECT c.state, c.until INTO found FROM public.custody_copy c WHERE c.id = of_copy AND c.readers && sec.my_principals() AND sec.ok();
  IF found.state IS NULL OR what NOT IN ('view_opened', 'view_range', 'view_closed', 'view_refused', 'downloaded')
     OR (what IN ('view_opened', 'downloaded') AND (found.state <> 'ready' OR found.until <= now())) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This copy is not there to be looked at.';
  END IF;
  PERFORM sec.add_to_ledger(event, of_copy, what, said);
END $$;

-- Ends a copy whose time is over, for whoever notices it first; answers whether it ended now. Its key is destroyed.
CREATE OR REPLACE FUNCTION sec.end_copy_in_time(event uuid, of_copy uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  is_over boolean;
BEGIN
  SELECT c.state = 'ready' AND c.until <= now() INTO is_over FROM public.custody_copy c
    WHERE c.id = of_copy AND c.readers && mine AND sec.ok();
  IF is_over IS NOT TRUE THEN
    RETURN false;
  END IF;
  PERFORM sec.become(mine || sec.system_principal('custody.keep'));
  UPDATE public.custody_copy SET state = 'ended', wrapped = NULL, ended_at = now(), ending = 'time'
    WHERE id = of_copy AND state = 'ready';
  is_over := FOUND;
  PERFORM sec.become(mine);
  IF is_over THEN
    PERFORM sec.add_to_ledger(event, of_copy, 'access_ended', '{"why":"time"}');
  END IF;
  RETURN is_over;
END $$;

-- Confirms that a copy has arrived, by somebody for whose agency it was made, and never by whoever gave it.
CREATE OR REPLACE FUNCTION sec.take_hand_over(event uuid, hand_over uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  me uuid := nullif(current_setting('opennrm.membership', true), '')::uuid;
  its_copy uuid;
BEGIN
  SELECT h.copy_id INTO its_copy FROM public.custody_handover h JOIN public.custody_copy c ON c.id = h.copy_id
    WHERE h.id = hand_over AND h.accepted_at IS NULL AND h.given_by_id <> me AND sec.ok()
      AND h.readers && mine AND c.readers && mine
      AND c.recipient_id = nullif(current_setting('opennrm.agency', true), '')::uuid;
  IF its_copy IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Whoever receives a copy confirms that once.';
  END IF;
  PERFORM sec.become(mine || sec.system_principal('custody.keep'));
  UPDATE public.custody_handover SET accepted_at = now(), accepted_by_id = me WHERE id = hand_over AND accepted_at IS NULL;
  PERFORM sec.become(mine);
  PERFORM sec.add_to_ledger(event, its_copy, 'accepted', format('{"hand_over":"%s"}', hand_over));
END $$;

-- Lets everybody know of a new recording whose part covers recordings: its custodian knows of no part but their own. Whoever keeps
-- other recordings of the case does not learn of it by that.
CREATE OR REPLACE FUNCTION sec.show_recording(of_recording uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  of_case uuid := (SELECT r.case_id FROM public.custody_recording r
    WHERE r.id = of_recording AND sec.ok()
      AND r.custodian_id = nullif(current_setting('opennrm.membership', true), '')::uuid);
  leads_now integer[] := (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case);
  covering integer[];
BEGIN
  IF of_case IS NULL OR NOT sec.takes_part(of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the custodian of a recording shows it to others.';
  END IF;
  PERFORM sec.become(mine || leads_now);
  covering := ARRAY(
    SELECT p.principal FROM public.cases_participation p
    WHERE p.case_id = of_case AND p.ended_at IS NULL AND p.scopes @> ARRAY['recordings']
      AND p.part NOT IN ('former_lead', 'keeping')
      AND coalesce(p.offered_until, 'infinity'::timestamptz) > now());
  UPDATE public.custody_recording r
    SET readers = ARRAY(SELECT unnest(r.readers) UNION SELECT unnest(covering) ORDER BY 1) WHERE r.id = of_recording;
  PERFORM sec.become(mine);
END $$;

-- The number and the digest of the newest event, as the database remembers them apart from the events.
CREATE OR REPLACE FUNCTION sec.head_of_ledger(of_recording uuid, OUT sequence integer, OUT digest bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT h.sequence, h.digest INTO sequence, digest FROM sec.ledger_head h
    JOIN public.custody_recording r ON r.id = h.recording
    WHERE h.recording = of_recording AND r.readers && sec.my_principals() AND sec.ok();
END $$;

REVOKE ALL ON FUNCTION sec.chain_ledger(), sec.number_copy(), sec.refuse_ledger_change(), sec.keep_copy_ended(),
  sec.add_to_ledger(uuid, uuid, text, text), sec.look_at_copy(uuid, uuid, text, text), sec.end_copy_in_time(uuid, uuid),
  sec.take_hand_over(uuid, uuid), sec.show_recording(uuid), sec.head_of_ledger(uuid) FROM PUBLIC, opennrm_app, opennrm_worker;
GRANT EXECUTE ON FUNCTION sec.look_at_copy(uuid, uuid, text, text), sec.end_copy_in_time(uuid, uuid),
  sec.take_hand_over(uuid, uuid), sec.show_recording(uuid), sec.head_of_ledger(uuid) TO opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.chain_ledger(), sec.number_copy(), sec.refuse_ledger_change(), sec.keep_copy_ended() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;

CREATE OR REPLACE TRIGGER chain_ledger BEFORE INSERT ON custody_ledgerevent
  FOR EACH ROW EXECUTE FUNCTION sec.chain_ledger();
CREATE OR REPLACE TRIGGER refuse_ledger_change BEFORE UPDATE OR DELETE ON custody_ledgerevent
  FOR EACH ROW EXECUTE FUNCTION sec.refuse_ledger_change();
CREATE OR REPLACE TRIGGER refuse_ledger_truncate BEFORE TRUNCATE ON custody_ledgerevent
  FOR EACH STATEMENT EXECUTE FUNCTION sec.refuse_ledger_change();
CREATE OR REPLACE TRIGGER keep_copy_ended BEFORE UPDATE OF state, wrapped ON custody_copy
  FOR EACH ROW EXECUTE FUNCTION sec.keep_copy_ended();
CREATE OR REPLACE TRIGGER number_copy BEFORE INSERT ON custody_copy
  FOR EACH ROW EXECUTE FUNCTION sec.number_copy();
