-- The version of an app's records is the sum of its rows. Each transaction that writes records
-- raises one of them.
CREATE TABLE record_versions (
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (app_id, part)
);
-- True for a session of the origin that administration has for itself.
ALTER TABLE sessions ADD COLUMN is_administration BOOLEAN NOT NULL DEFAULT FALSE;
-- The last time at which the user gave the password in this session.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
