-- Who keeps a recording: it passes from the custodians of one agency to those of another, and what somebody wants kept stays.

GRANT SELECT ON custody_recordinghold, custody_finding, custody_piece, custody_masterkey TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The agencies whose part in the case covers recordings, for the custodian, who knows of no part but their own.
CREATE OR REPLACE FUNCTION sec.agencies_that_know(of_recording uuid) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  of_case uuid := (SELECT r.case_id FROM public.custody_recording r
    WHERE r.id = of_recording AND sec.ok()
      AND r.custodian_id = nullif(current_setting('opennrm.membership', true), '')::uuid);
BEGIN
  IF of_case IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the custodian of a recording gives it to others.';
  END IF;
  PERFORM sec.become(mine || (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case));
  RETURN QUERY SELECT DISTINCT p.agency_id FROM public.cases_participation p
    WHERE p.case_id = of_case AND p.started_at IS NOT NULL AND p.ended_at IS NULL AND p.scopes @> ARRAY['recordings']
      AND p.part <> 'former_lead';
  PERFORM sec.become(mine);
END $$;

-- Lets the custodians of another agency keep a recording, for the one of them to whom it was offered. From then on nothing of
-- it opens for the custodians before, except copies that were made for their agency; what they wrote down stays theirs to read.
CREATE OR REPLACE FUNCTION sec.pass_recording(of_recording uuid, keepers integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  here uuid := nullif(current_setting('opennrm.agency', true), '')::uuid;
  from_agency uuid := (SELECT m.agency_id FROM public.custody_recording r JOIN public.agencies_membership m ON m.id = r.custodian_id
    WHERE r.id = of_recording AND sec.ok() AND r.readers && mine
      AND r.offered_to_id = nullif(current_setting('opennrm.membership', true), '')::uuid);
  of_case uuid := (SELECT r.case_id FROM public.custody_recording r WHERE r.id = of_recording);
  former integer[];
BEGIN
  IF from_agency IS NULL OR from_agency = here OR NOT sec.takes_part(of_case) OR keepers = '{}' OR EXISTS (
       SELECT FROM unnest(keepers) AS each(id) WHERE NOT EXISTS (
         SELECT FROM sec.principal p WHERE p.id = each.id AND p.kind = 'team' AND p.agency_id = here)) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A recording passes to whom its custodian has offered it.';
  END IF;
  former := ARRAY(
    SELECT p.id FROM sec.principal p WHERE p.kind = 'team' AND p.agency_id = from_agency
    UNION ALL SELECT p.id FROM sec.principal p JOIN public.agencies_membership m ON m.id = p.membership_id
      WHERE p.kind = 'membership' AND m.agency_id = from_agency);
  PERFORM sec.become(mine || sec.system_principal('custody.keep'));
  UPDATE public.custody_masterkey r SET readers = sec.in_place_of(r.readers, former, keepers),
    writers = sec.in_place_of(r.writers, former, keepers) WHERE r.id = of_recording;
  UPDATE public.custody_handover r SET readers = r.readers || keepers, writers = sec.in_place_of(r.writers, former, keepers)
    FROM public.custody_copy c WHERE c.id = r.copy_id AND c.recording_id = of_recording;
  UPDATE public.custody_copy r SET writers = sec.in_place_of(r.writers, former, keepers),
    readers = CASE WHEN r.recipient_id = from_agency AND r.purpose NOT IN ('working', 'transcript')
      THEN r.readers || keepers ELSE sec.in_place_of(r.readers, former, keepers) END
    WHERE r.recording_id = of_recording;
  UPDATE public.custody_piece r SET readers = r.readers || keepers WHERE r.recording_id = of_recording;
  UPDATE public.custody_finding r SET readers = r.readers || keepers WHERE r.recording_id = of_recording;
  UPDATE public.custody_recordinghold r SET readers = r.readers || keepers, writers = sec.in_place_of(r.writers, former, keepers)
    WHERE r.recording_id = of_recording;
  UPDATE public.custody_ledgerevent r SET readers = r.readers || keepers WHERE r.recording_id = of_recording;
  UPDATE public.custody_recording r SET readers = sec.in_place_of(r.readers, former, keepers),
    writers = sec.in_place_of(r.writers, former, keepers) WHERE r.id = of_recording;
  PERFORM sec.become(mine);
END $$;

CREATE OR REPLACE FUNCTION sec.in_place_of(named integer[], former integer[], now integer[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT unnest(named) EXCEPT SELECT unnest(former) UNION SELECT unnest(now) ORDER BY 1)
$$;

-- The key of a master is not destroyed while a court or an agency wants the recording kept, whoever asks.
CREATE OR REPLACE FUNCTION sec.keep_wanted_master() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  is_wanted boolean;
BEGIN
  -- Roles that bypass the policies bypass this too: they serve nobody.
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NEW;
  END IF;
  PERFORM sec.become(mine || sec.system_principal('custody.keep'));
  is_wanted := EXISTS (SELECT FROM public.custody_recordinghold h WHERE h.recording_id = OLD.id AND h.lifted_at IS NULL);
  PERFORM sec.become(mine);
  IF is_wanted THEN
    RAISE insufficient_privilege USING MESSAGE = 'Somebody wants this recording kept.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.agencies_that_know(uuid), sec.pass_recording(uuid, integer[]), sec.keep_wanted_master(),
  sec.in_place_of(integer[], integer[], integer[]) FROM PUBLIC, opennrm_app, opennrm_worker;
GRANT EXECUTE ON FUNCTION sec.agencies_that_know(uuid), sec.pass_recording(uuid, integer[]) TO opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.keep_wanted_master() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;

CREATE OR REPLACE TRIGGER keep_wanted_master BEFORE UPDATE OF wrapped ON custody_masterkey
  FOR EACH ROW WHEN (NEW.wrapped IS DISTINCT FROM OLD.wrapped) EXECUTE FUNCTION sec.keep_wanted_master();
