-- Groups and departments ("organization"); the vendor's built-in groups are not rows. Records keep
-- codes, so a code never changes; the parent is a code, too.
CREATE TABLE circles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT,
    UNIQUE (kind, code)
);

CREATE TABLE circle_members (
    circle_id BIGINT NOT NULL REFERENCES circles (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_primary BOOLEAN NOT NULL,
    PRIMARY KEY (circle_id, user_id)
);
CREATE INDEX circle_members_user ON circle_members (user_id);
CREATE UNIQUE INDEX circle_members_primary ON circle_members (user_id) WHERE is_primary;
