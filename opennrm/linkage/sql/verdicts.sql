-- What somebody says of two records that they see.

-- To look at what is taken back.
GRANT SELECT ON linkage_verdict TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- On every verdict, once it is known who sees it: one says it in one's own name, and takes back only what was said of the
-- same two records. What the desk says, the matcher keeps.
CREATE OR REPLACE FUNCTION sec.sign_verdict() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
BEGIN
  IF sec.acts_for_nobody() THEN
    RETURN NEW;
  END IF;
  IF (NEW.judged_by_id = me AND NEW.basis = 'in_sight' AND NEW.confirmed_by_id IS NULL) IS NOT TRUE
     OR NEW.takes_back_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.linkage_verdict v
         WHERE v.id = NEW.takes_back_id AND (v.low_id, v.high_id) = (NEW.low_id, NEW.high_id)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'One says in one''s own name whether two records are of one child.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.sign_verdict() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.sign_verdict() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER sign_verdict BEFORE INSERT ON linkage_verdict FOR EACH ROW EXECUTE FUNCTION sec.sign_verdict();
