-- Legal holds: who sets, reviews and lifts one.

SET LOCAL ROLE opennrm_sec;

-- On every hold: one sets, reviews and lifts it in one's own name, and one that was lifted stays so.
CREATE OR REPLACE FUNCTION sec.sign_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  is_signed boolean;
BEGIN
  -- Roles that bypass the policies bypass this too: they serve nobody.
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    is_signed := NEW.set_by_id = me AND num_nonnulls(NEW.reviewed_by_id, NEW.lifted_by_id) = 0;
  ELSE
    is_signed := OLD.lifted_at IS NULL
      AND (NEW.reviewed_by_id = me
        OR (NEW.review_on, NEW.reviewed_at, NEW.reviewed_by_id) IS NOT DISTINCT FROM
           (OLD.review_on, OLD.reviewed_at, OLD.reviewed_by_id))
      AND (NEW.lifted_at IS NULL OR NEW.lifted_by_id = me);
  END IF;
  IF is_signed IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'One sets, reviews and lifts a legal hold in one''s own name.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.sign_hold() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.sign_hold() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER sign_hold
  BEFORE INSERT OR UPDATE OF review_on, reviewed_at, reviewed_by_id, lifted_at, lifted_by_id, lift_reason ON retention_hold
  FOR EACH ROW EXECUTE FUNCTION sec.sign_hold();
