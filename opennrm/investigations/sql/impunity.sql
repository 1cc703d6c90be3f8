-- Prosecutors who were asked not to punish a child take no part in the case. They write their result, and nothing else, through
-- this door: in a row that names them as writers, and only while it waits for them.

GRANT SELECT ON investigations_nonpunishment TO opennrm_sec;
GRANT UPDATE (state, result_reason, result_words, decided_on, decided_at, decided_by_id) ON investigations_nonpunishment TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.decide_non_punishment(
  flag uuid, result text, because text, in_words bytea, on_day date, decided timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  agency uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.agency', true), '')::uuid END;
  its record;
BEGIN
  SELECT n.case_id INTO its FROM public.investigations_nonpunishment n
    WHERE n.id = flag AND n.prosecutors_id = agency AND n.state = 'raised_with_prosecutor' AND n.writers && mine;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the prosecutors who were asked decide this, once.';
  END IF;
  PERFORM sec.become(mine || (SELECT l.supervision FROM sec.lead l WHERE l.case_id = its.case_id));
  UPDATE public.investigations_nonpunishment n SET state = result, result_reason = because, result_words = in_words,
    decided_on = on_day, decided_at = decided, decided_by_id = me WHERE n.id = flag;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.decide_non_punishment(uuid, text, text, bytea, date, timestamptz) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.decide_non_punishment(uuid, text, text, bytea, date, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
