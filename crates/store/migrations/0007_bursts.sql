-- A burst of the same use is one line that holds every moment: milliseconds before `at`, by commas.
ALTER TABLE audit ADD COLUMN earlier TEXT NOT NULL DEFAULT '';
