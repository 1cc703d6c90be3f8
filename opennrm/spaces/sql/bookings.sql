-- The group of those who book spaces and people, of whichever agency, and the job that releases what was held too long.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('group', 'spaces.bookers'), ('job', 'bookings.expire')
  ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
