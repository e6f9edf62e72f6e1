//! Reviews of script that was on pages before only administrators could add it (R50).

use plugdock_schema::AppId;
use plugdock_store::{
    Access, Actor, AppList, AppScriptsChange, AuditQuery, HeldScript, NewAppSource, Store,
};
use serde_json::{Value, json};

use crate::{
    fixtures,
    harness::{NOW, TestStore},
};

/// The migration. Tests run it again on a store with data.
const MIGRATION: &str = include_str!("../../migrations/0008_script_reviews.sql");

fn board() -> Value {
    json!({"Board": {"id": "1", "name": "Board", "index": "0", "type": "CUSTOM", "html": "<p>x</p>"},
        "All": {"id": "2", "name": "All", "index": "1", "type": "LIST", "fields": []}})
}

/// Creates a deployed app of an administrator. It has a script in its live settings and a custom
/// view in its preview.
async fn scripted(store: &Store) -> Access {
    let (_, _, access) = fixtures::app(store).await;
    let mut change = AppScriptsChange::default();
    let url = NewAppSource::Url("https://cdn.example.com/x.js".to_owned());
    change.lists[AppList::DesktopJs as usize] = Some(vec![url]);
    store
        .set_app_scripts(&access, change, None, NOW)
        .await
        .unwrap();
    let live = [(access.clone(), None)];
    store.deploy(&live, false, NOW).await.unwrap();
    let edit = |settings: &mut plugdock_store::AppSettings| {
        settings.views = serde_json::from_value(board()).unwrap();
        Ok::<_, plugdock_store::Error>(())
    };
    store.edit_settings(&access, None, NOW, edit).await.unwrap();
    access
}

/// Upgrades the store as the start of the release with this migration did.
async fn upgrade(store: &TestStore) {
    store
        .run_sql(&format!("DROP TABLE script_reviews; {MIGRATION}"))
        .await;
}

async fn waiting(store: &Store) -> Vec<AppId> {
    let reviews = store.script_reviews().await.unwrap();
    reviews.iter().map(|review| review.app).collect()
}

both! {
    async fn r50_script_from_before_waits_for_an_administrator(store: &TestStore) {
        let by_admin = scripted(store).await.app();
        let by_eve = scripted(store).await.app();
        let by_a_token = scripted(store).await.app();
        let with_manage_token = scripted(store).await.app();
        let (_, bare, _) = fixtures::app(store).await;
        let eve = fixtures::user(store, "eve", false).await;
        store.run_sql(&format!(
            "UPDATE apps SET creator = {eve} WHERE id IN ({by_eve}, {bare});
             UPDATE app_revisions SET created_by = NULL WHERE app_id = {by_a_token} AND revision = 2",
            eve = eve.id, bare = bare.id,
        )).await;
        let admin = store.user_by_login("admin").await.unwrap().unwrap();
        let access = store.access(&Actor::User(admin.into(), None), with_manage_token).await.unwrap();
        let token = plugdock_store::TokenHash::of("a token");
        let all = plugdock_store::Permissions::ALL;
        store.add_api_token(&access, &token, all, NOW).await.unwrap();
        assert_eq!(waiting(store).await, [], "there are no reviews before the upgrade");
        upgrade(store).await;
        // There is no review for apps that only administrators could have changed, or that have no
        // script.
        assert_eq!(waiting(store).await, [by_eve, by_a_token, with_manage_token]);
        assert_ne!(by_admin, by_eve);
        let review = store.script_reviews().await.unwrap().remove(0);
        assert_eq!(review.name, "Customers");
        assert_eq!(review.scripts, [
            HeldScript::Url(AppList::DesktopJs, "https://cdn.example.com/x.js".to_owned()),
            HeldScript::View("Board".to_owned()),
        ]);

        store.accept_scripts(&access, NOW).await.unwrap();
        store.accept_scripts(&access, NOW).await.unwrap();
        assert_eq!(waiting(store).await, [by_eve, by_a_token]);
        let accepted = AuditQuery { action: Some("app.script.accept".to_owned()), limit: 10, ..AuditQuery::default() };
        assert_eq!(store.audit(&accepted).await.unwrap().len(), 1);
    }

    async fn r50_removed_script_is_gone_from_what_runs_and_what_waits(store: &TestStore) {
        let access = scripted(store).await;
        let app = access.app();
        let eve = fixtures::user(store, "eve", false).await;
        store.run_sql(&format!("UPDATE apps SET creator = {} WHERE id = {app}", eve.id)).await;
        // Nothing is removed from an app without a review.
        store.remove_scripts(&access, NOW).await.unwrap();
        upgrade(store).await;
        let eves = store.access(&Actor::User(eve, None), app).await.unwrap();
        assert!(store.remove_scripts(&eves, NOW).await.is_err());
        assert!(store.accept_scripts(&eves, NOW).await.is_err());
        assert_eq!(waiting(store).await, [app]);

        store.remove_scripts(&access, NOW).await.unwrap();
        assert_eq!(waiting(store).await, []);
        let known = store.app(app).await.unwrap().unwrap();
        let live = store.settings(app, known.live.unwrap()).await.unwrap().unwrap();
        let preview = store.settings(app, known.preview).await.unwrap().unwrap();
        for settings in [&live, &preview] {
            assert_eq!(settings.scripts, plugdock_store::AppScripts::default());
        }
        assert!(live.views.named("Board").is_none());
        assert_eq!(preview.views.named("All").map(|view| view.id), Some(2));
        assert!(preview.views.named("Board").is_none());
        assert_eq!(store.check().await.unwrap().faults, []);
        // The script does not come back with a revert either.
        let live = [(eves, None)];
        store.deploy(&live, true, NOW).await.unwrap();
        let known = store.app(app).await.unwrap().unwrap();
        let reverted = store.settings(app, known.preview).await.unwrap().unwrap();
        assert_eq!(reverted.scripts, plugdock_store::AppScripts::default());
    }
}
