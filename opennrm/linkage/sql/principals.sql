-- The job that compares all records, and the group of those who decide about what it finds.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name, adds_to_cases) VALUES ('job', 'linkage.match', true)
  ON CONFLICT (name) DO UPDATE SET adds_to_cases = true;
INSERT INTO sec.principal (kind, name) VALUES ('group', 'linkage.desk') ON CONFLICT (name) DO NOTHING;

-- Rows that are older than the job. Newer ones name it from the start (sec.also_read).
RESET ROLE;
DO $$
DECLARE
  job integer := (SELECT p.id FROM sec.principal p WHERE p.name = 'linkage.match');
  bound text;
BEGIN
  FOREACH bound IN ARRAY ARRAY['cases_case', 'cases_casekey', 'people_person', 'people_personcorrection',
    'people_contact', 'cases_receipt'] LOOP
    EXECUTE format('UPDATE public.%I SET readers = readers || $1 WHERE NOT readers @> ARRAY[$1]', bound) USING job;
  END LOOP;
END $$;

SET LOCAL ROLE opennrm_owner;
