-- What a person at the desk may do with a pair and with a decision, also by statements that no page would send. The matcher
-- does the rest.

-- To look at what a trigger below asks for.
GRANT SELECT ON linkage_pair, linkage_deskdecision, linkage_outsidematch TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Whether whoever asks is the matcher, or a role that bypasses the policies: those bypass the steps too.
CREATE OR REPLACE FUNCTION sec.acts_for_nobody() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)
    OR sec.ok() AND sec.system_principal('linkage.match') = ANY (sec.my_principals())
$$;

-- On every decision: one decides in one's own name, about the pair that one has taken, and takes back only what one said.
CREATE OR REPLACE FUNCTION sec.sign_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  desk integer := sec.system_principal('linkage.desk');
  job integer := sec.system_principal('linkage.match');
  is_signed boolean := NEW.decided_by_id = me;
BEGIN
  IF sec.acts_for_nobody() THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    is_signed := is_signed AND NEW.taken_back_at IS NULL
      AND NEW.readers @> ARRAY[desk, job] AND NEW.readers <@ ARRAY[desk, job] AND EXISTS (
      SELECT FROM public.linkage_pair p WHERE p.id = NEW.pair_id AND p.taken_by_id = me
        AND NEW.is_second_look = (p.state NOT IN ('waiting', 'second')));
  ELSE
    is_signed := is_signed AND OLD.taken_back_at IS NULL AND (NEW.is_second_look OR EXISTS (
      SELECT FROM public.linkage_pair p WHERE p.id = NEW.pair_id AND p.state IN ('waiting', 'second')));
  END IF;
  IF is_signed IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'One decides in one''s own name about the pair that one has taken.';
  END IF;
  RETURN NEW;
END $$;

-- On every pair: the desk adds none, and changes no more of one than the work on it. What it says is the same child, or
-- different children, so many persons have said; an answer of a lead comes from the matcher.
CREATE OR REPLACE FUNCTION sec.keep_to_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  of_work text[] := '{state,is_for_second_look,settled_at,taken_by_id,taken_until}';
  of_agencies text[] := '{low_agency_id,high_agency_id,low_since,high_since}';
  of_question text[] := '{asks_low,asked_by_id,asking_reason,times_asked,by_law_by_id}';
  is_step boolean;
BEGIN
  IF sec.acts_for_nobody() THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    is_step := CASE
      WHEN NEW.state = OLD.state THEN true
      WHEN NEW.state IN ('waiting', 'second') THEN OLD.state IN ('waiting', 'second', 'same', 'different', 'cannot_tell')
      WHEN NEW.state IN ('same', 'different') THEN OLD.state IN ('waiting', 'second') AND (
        SELECT count(DISTINCT m.account_id) FROM public.linkage_deskdecision d
          JOIN public.agencies_membership m ON m.id = d.decided_by_id
          WHERE d.pair_id = NEW.id AND d.says = NEW.state AND d.taken_back_at IS NULL AND NOT d.is_second_look
      ) >= CASE WHEN NEW.needs_two THEN 2 ELSE 1 END
      WHEN NEW.state = 'cannot_tell' THEN OLD.state IN ('waiting', 'second')
      WHEN NEW.state = 'asked' THEN NEW.asked_by_id = me AND NEW.times_asked = OLD.times_asked + 1 AND (
        OLD.state = 'same' OR OLD.state = 'refused' AND NEW.times_asked = 2 AND NEW.asks_low = OLD.asks_low)
      ELSE false END
      AND (NEW.taken_by_id IS NULL OR NEW.taken_by_id = me OR NEW.taken_by_id = OLD.taken_by_id)
      AND (NEW.state = 'asked' AND OLD.state <> 'asked' OR
        (NEW.asks_low, NEW.asked_by_id, NEW.asking_reason, NEW.times_asked) IS NOT DISTINCT FROM
        (OLD.asks_low, OLD.asked_by_id, OLD.asking_reason, OLD.times_asked))
      AND (NEW.by_law_by_id IS NOT DISTINCT FROM OLD.by_law_by_id
        OR NEW.by_law_by_id = me AND OLD.state = 'asked' AND NEW.state = 'asked')
      AND (num_nonnulls(NEW.low_agency_id, NEW.high_agency_id, NEW.low_since, NEW.high_since) = 0 OR
        (NEW.low_agency_id, NEW.high_agency_id, NEW.low_since, NEW.high_since) IS NOT DISTINCT FROM
        (OLD.low_agency_id, OLD.high_agency_id, OLD.low_since, OLD.high_since))
      AND to_jsonb(NEW) - of_work - of_agencies - of_question = to_jsonb(OLD) - of_work - of_agencies - of_question;
  END IF;
  IF is_step IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'The desk adds no pair, and takes with one only the steps of its work.';
  END IF;
  RETURN NEW;
END $$;

-- On every match with a row of another list, and on what says which number stands for whom: the matcher alone adds them. The
-- desk decides about the match that one has taken, and says that the other office was told once a lead has agreed.
CREATE OR REPLACE FUNCTION sec.keep_to_outside_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  is_step boolean := false;
BEGIN
  IF sec.acts_for_nobody() THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'linkage_outsidematch' THEN
    is_step := (NEW.sheet, NEW.wrapped) IS NOT DISTINCT FROM (OLD.sheet, OLD.wrapped)
      AND (NEW.taken_by_id IS NULL OR NEW.taken_by_id = me OR NEW.taken_by_id = OLD.taken_by_id)
      AND CASE
        WHEN NEW.state = OLD.state THEN NEW.decided_by_id IS NOT DISTINCT FROM OLD.decided_by_id
        WHEN OLD.state = 'waiting' THEN NEW.state IN ('asking', 'dropped') AND OLD.taken_by_id = me AND NEW.decided_by_id = me
        ELSE OLD.state = 'agreed' AND NEW.state = 'told' AND NEW.decided_by_id IS NOT DISTINCT FROM OLD.decided_by_id END;
  END IF;
  IF is_step IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'The desk adds no match, and takes with one only the steps of its work.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.acts_for_nobody(), sec.sign_decision(), sec.keep_to_steps(), sec.keep_to_outside_steps()
  FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.sign_decision(), sec.keep_to_steps(), sec.keep_to_outside_steps() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER sign_decision BEFORE INSERT OR UPDATE ON linkage_deskdecision
  FOR EACH ROW EXECUTE FUNCTION sec.sign_decision();
CREATE OR REPLACE TRIGGER keep_to_steps BEFORE INSERT OR UPDATE ON linkage_pair
  FOR EACH ROW EXECUTE FUNCTION sec.keep_to_steps();
CREATE OR REPLACE TRIGGER keep_to_outside_steps BEFORE INSERT OR UPDATE ON linkage_outsidematch
  FOR EACH ROW EXECUTE FUNCTION sec.keep_to_outside_steps();
CREATE OR REPLACE TRIGGER keep_to_outside_steps BEFORE INSERT OR UPDATE ON linkage_ourencoding
  FOR EACH ROW EXECUTE FUNCTION sec.keep_to_outside_steps();
