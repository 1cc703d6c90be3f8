-- The group of those who investigate, of whichever agency, and what happens by itself in investigations.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('group', 'investigations.investigators'), ('job', 'investigations.lapse')
  ON CONFLICT (name) DO NOTHING;
-- Names that were shown in a case are hidden again by this job, also in a case that was closed meanwhile.
INSERT INTO sec.principal (kind, name, adds_to_cases) VALUES ('job', 'disclosures.end', true)
  ON CONFLICT (name) DO UPDATE SET adds_to_cases = true;

SET LOCAL ROLE opennrm_owner;
