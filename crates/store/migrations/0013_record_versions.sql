-- The version of an app's records is the sum of its rows. Each transaction that writes records
-- raises one of them.
CREATE TABLE record_versions (
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (app_id, part)
);
