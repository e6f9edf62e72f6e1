-- Tries to sign in that failed, as buckets that drain: `full_until` is when the bucket is empty again.
CREATE TABLE sign_in_tries (
    bucket BLOB PRIMARY KEY,
    full_until BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_until ON sign_in_tries (full_until);

-- From where a user has signed in before.
CREATE TABLE sign_in_places (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    place BLOB NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, place)
);
CREATE INDEX sign_in_places_last ON sign_in_places (last_at);
