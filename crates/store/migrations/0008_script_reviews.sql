-- Apps whose script may come from somebody who was no administrator (R50): until this release, whoever managed
-- an app could put its JavaScript, CSS and custom views there. An administrator accepts or removes each; no row
-- is ever added later. Left out are apps that only administrators could have changed.
CREATE TABLE script_reviews (
    app_id BIGINT PRIMARY KEY REFERENCES apps (id) ON DELETE CASCADE
);

INSERT INTO script_reviews (app_id)
SELECT a.id FROM apps a
WHERE EXISTS (
    SELECT 1 FROM app_revisions r
    WHERE r.app_id = a.id AND (r.revision = a.live_revision OR r.revision = a.preview_revision)
        AND (r.views LIKE '%"type":"CUSTOM"%'
            OR EXISTS (SELECT 1 FROM app_files f WHERE f.app_id = r.app_id AND f.revision = r.revision))
) AND (
    NOT EXISTS (SELECT 1 FROM users u WHERE u.id = a.creator AND u.is_admin)
    OR EXISTS (SELECT 1 FROM api_tokens t WHERE t.app_id = a.id AND t.can_manage)
    OR EXISTS (
        SELECT 1 FROM app_revisions r LEFT JOIN users u ON u.id = r.created_by
        WHERE r.app_id = a.id AND (u.id IS NULL OR NOT u.is_admin)
    )
);
