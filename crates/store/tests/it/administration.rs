//! Administration of users, apps, proxy configs and settings, and the audit log of it.

use std::collections::HashSet;
use std::sync::Arc;

use plugdock_schema::query::time::Moment;
use plugdock_schema::{Process, acl::AppRights};
use plugdock_store::{
    Actor, AppSettings, AuditLine, AuditQuery, By, Error, Permissions, Store, TokenHash, User,
    UserChange,
};
use serde_json::json;

use crate::{
    fixtures::{app, id, install, proxy_config, user},
    harness::NOW,
    records::sent,
};

fn active(active: bool) -> UserChange {
    UserChange {
        active: Some(active),
        ..UserChange::default()
    }
}

fn demoted() -> UserChange {
    UserChange {
        admin: Some(false),
        ..UserChange::default()
    }
}

/// Returns the actions in the audit log, newest first.
async fn actions(store: &Store) -> Vec<String> {
    let query = AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    };
    let lines = store.audit(&query).await.unwrap().into_iter();
    lines.map(|audited| audited.line.action).collect()
}

async fn change(store: &Store, whom: &User, change: UserChange, by: &User) -> Result<User, Error> {
    store
        .change_user(whom.id, &change, By::user(by.id, None), NOW)
        .await
}

both! {
    async fn the_last_administrator_stays_and_users_cannot_deactivate_themselves(store: &TestStore) {
        let ann = user(store, "ann", true).await;
        let bob = user(store, "bob", true).await;
        let own = change(store, &ann, active(false), &ann).await;
        assert!(matches!(own, Err(Error::OwnAccount)));
        change(store, &bob, active(false), &ann).await.unwrap();
        // Bob is still an administrator but is deactivated, so he does not count.
        for no in [demoted(), active(false)] {
            assert!(matches!(change(store, &ann, no, &bob).await, Err(Error::LastAdmin)));
        }
        change(store, &bob, active(true), &ann).await.unwrap();
        change(store, &ann, demoted(), &ann).await.unwrap();
        assert!(matches!(change(store, &bob, demoted(), &bob).await, Err(Error::LastAdmin)));
    }

    async fn two_administrators_cannot_demote_each_other_at_once(store: &TestStore) {
        let mut ann = user(store, "ann", true).await;
        for round in 0..10 {
            let bob = user(store, &format!("bob{round}"), true).await;
            let (one, two) =
                tokio::join!(change(store, &ann, demoted(), &bob), change(store, &bob, demoted(), &ann));
            assert!(one.is_ok() != two.is_ok(), "exactly one change must succeed: {one:?} {two:?}");
            // The remaining administrator takes part in the next round.
            if one.is_ok() {
                ann = bob;
            }
        }
    }

    async fn a_change_says_what_it_changed_and_leaves_the_rest(store: &TestStore) {
        let ann = user(store, "ann", true).await;
        let wanted = UserChange {
            name: Some("Ann B.".into()),
            locale: Some(None),
            ..UserChange::default()
        };
        let changed = change(store, &ann, wanted, &ann).await.unwrap();
        assert_eq!((&*changed.name, changed.locale, &*changed.timezone), ("Ann B.", None, "Asia/Tokyo"));
        let query = AuditQuery { user: Some(ann.id), limit: 1, ..AuditQuery::default() };
        let line = AuditLine::new("user.change", By::user(ann.id, None), NOW).detail("ann: name, locale");
        assert_eq!(store.audit(&query).await.unwrap()[0].line, line);
    }

    async fn every_administrative_act_leaves_its_line_and_a_refused_one_leaves_none(store: &TestStore) {
        let (admin, made, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        install(store, &admin, 'a', "2", &[]).await;
        store.go_back(&id('a'), 1, By::user(admin.id, None), NOW).await.unwrap();
        assert!(store.go_back(&id('a'), 9, By::user(admin.id, None), NOW).await.is_err());
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        let url = "https://a.example/x?key=secret";
        let revision = store.save_proxy_config(&access, &id('a'), proxy_config("GET", url, "planted"), NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], true, NOW).await.unwrap();
        let saved = store.proxy_configs(&access, revision).await.unwrap()[0].id.clone();
        store.delete_proxy_config(&access, &saved, NOW).await.unwrap();
        assert!(store.delete_proxy_config(&access, &saved, NOW).await.is_err());
        store.uninstall_plugin(&id('a'), By::user(admin.id, None), NOW).await.unwrap();
        store.set_password(admin.id, &"x".into(), None, By::user(admin.id, None), NOW).await.unwrap();
        store.delete_app(&access, NOW).await.unwrap();
        let expected = [
            "app.delete", "user.password", "plugin.uninstall", "proxy_config.delete", "app.discard", "app.deploy",
            "proxy_config.save", "plugin.go_back", "plugin.update", "plugin.install", "app.create", "user.add",
        ];
        assert_eq!(actions(store).await, expected);
        let query = AuditQuery { app: Some(made.id), plugin: Some(id('a')), limit: 9, ..AuditQuery::default() };
        for audited in store.audit(&query).await.unwrap() {
            assert_eq!(audited.line.detail, "GET https://a.example/x", "{audited:?}");
            assert_eq!(audited.line.by, By::user(admin.id, None));
        }
    }

    async fn a_line_names_the_token_and_the_address(store: &TestStore) {
        let (_, made, access) = app(store).await;
        let token = store.add_api_token(&access, &TokenHash::of("t"), Permissions::ALL, NOW).await.unwrap();
        let (_, _, elsewhere) = app(store).await;
        let other = store.add_api_token(&elsewhere, &TokenHash::of("o"), Permissions::ALL, NOW).await.unwrap();
        let address = "2001:db8::7".parse().ok();
        // The line of an app names the token of that app, whichever was sent first.
        let both = Actor::Tokens(vec![other.clone(), token.clone()], address);
        let access = store.access(&both, made.id).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let query = AuditQuery { limit: 1, ..AuditQuery::default() };
        let line = store.audit(&query).await.unwrap().remove(0).line;
        assert_eq!(line.by, By { user: None, token: Some(token.id), address });
        assert_eq!((line.by, both.by().token), (access.by(), Some(other.id)));
        // What the server does has none of them.
        store.add_audit(vec![AuditLine::new("key.drop", By::server(), NOW)]).await.unwrap();
        assert_eq!(store.audit(&query).await.unwrap()[0].line.by, By::default());
    }

    async fn an_edit_leaves_a_line_for_each_kind_of_part_that_it_changes(store: &TestStore) {
        let (_, _, access) = app(store).await;
        let before = store.audit(&AuditQuery { limit: 9, ..AuditQuery::default() }).await.unwrap().len();
        let keep = |_: &mut AppSettings| Ok::<(), Error>(());
        store.edit_settings(&access, None, NOW, keep).await.unwrap();
        let edit = |settings: &mut AppSettings| {
            settings.set_process(Process { enable: true, ..Process::default() });
            let rights = json!([{"entity": {"type": "CREATOR"}, "appEditable": true}]);
            settings.acl.app = AppRights::read(&sent(rights))?;
            Ok::<(), Error>(())
        };
        store.edit_settings(&access, None, NOW, edit).await.unwrap();
        let lines = store.audit(&AuditQuery { limit: 9, ..AuditQuery::default() }).await.unwrap();
        let seen: Vec<_> = lines.iter().map(|it| (&*it.line.action, &*it.line.detail)).take(lines.len() - before).collect();
        assert_eq!(seen, [("app.permissions", "app"), ("app.fields", "fields")]);
    }

    async fn the_audit_is_read_in_pages_from_either_end_and_by_what_it_says(store: &TestStore) {
        let (ann, bob) = (user(store, "ann", false).await, user(store, "bob", false).await);
        let line = |n: i64| {
            let who = if n % 2 == 0 { &ann } else { &bob };
            AuditLine::new("x", By::user(who.id, None), NOW + n).detail(n.to_string())
        };
        store.add_audit((0..10).map(line).collect()).await.unwrap();
        let base = AuditQuery { action: Some("x".into()), limit: 4, ..AuditQuery::default() };
        let read = async |query: AuditQuery| {
            let lines = store.audit(&query).await.unwrap();
            lines.into_iter().map(|one| (one.id, one.line.detail)).unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let (ids, page) = read(base.clone()).await;
        assert_eq!(page, ["9", "8", "7", "6"]);
        let (next, page) = read(AuditQuery { older_than: ids.last().copied(), ..base.clone() }).await;
        assert_eq!(page, ["5", "4", "3", "2"]);
        let (_, page) = read(AuditQuery { newer_than: next.first().copied(), ..base.clone() }).await;
        assert_eq!(page, ["9", "8", "7", "6"]);
        let (_, page) = read(AuditQuery { newer_than: next.last().copied(), limit: 2, ..base.clone() }).await;
        assert_eq!(page, ["4", "3"], "these are the lines directly after, not the newest");
        let bounds = AuditQuery { from: Some(NOW + 3), until: Some(NOW + 8), user: Some(bob.id), ..base };
        assert_eq!(read(bounds).await.1, ["7", "5", "3"]);
    }

    // R07
    async fn the_last_read_of_each_plugin_is_found_however_often_another_read(store: &TestStore) {
        let (_, made, _) = app(store).await;
        let read = |plugin, at| AuditLine::new("proxy_config.read.app", By::server(), at).app(made.id).plugin(&id(plugin));
        let often = (1..50).map(|n| read('a', NOW + n));
        store.add_audit([read('b', NOW)].into_iter().chain(often).collect()).await.unwrap();
        let last = store.last_audited("proxy_config.read.app").await.unwrap();
        assert_eq!(last, [(made.id, id('a'), NOW + 49), (made.id, id('b'), NOW)]);
    }

    // R07
    async fn every_saved_proxy_config_is_listed_once_with_the_settings_that_hold_it(store: &TestStore) {
        let (admin, made, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        for url in ["https://a.example/", "https://b.example/"] {
            store.save_proxy_config(&access, &id('a'), proxy_config("GET", url, "x"), NOW).await.unwrap();
        }
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://b.example/", "y"), NOW + 1).await.unwrap();
        let listed = store.proxy_config_list().await.unwrap();
        let rows: Vec<_> = listed.iter().map(|listed| (&*listed.proxy_config.url, listed.proxy_config.saved_at, listed.live, listed.preview)).collect();
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        let expected = [
            ("https://a.example/", NOW, true, true),
            ("https://b.example/", NOW, true, false),
            ("https://b.example/", NOW + 1, false, true),
        ];
        assert_eq!(sorted, expected);
        assert!(listed.iter().all(|listed| listed.app == made.id && listed.proxy_config.headers == ["Authorization"]));
    }

    async fn an_app_goes_whole_and_its_number_does_not_come_back(store: &TestStore) {
        let (admin, made, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "x"), NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let moment = Moment::new(NOW, "UTC", None);
        let record = plugdock_schema::value::Given::default();
        store.add_records(&access, &[record], &moment).await.unwrap();
        let ann = user(store, "ann", false).await;
        let hers = store.access(&Actor::User(Arc::clone(&ann), None), made.id).await.unwrap();
        assert!(matches!(store.delete_app(&hers, NOW).await, Err(Error::Denied)));
        store.delete_app(&access, NOW).await.unwrap();
        assert!(store.app(made.id).await.unwrap().is_none());
        assert!(store.proxy_config_list().await.unwrap().is_empty());
        assert!(store.open_proxy_configs(made.id, made.preview).await.unwrap().is_empty());
        assert!(store.apps_using(&id('a'), 0, 9).await.unwrap().is_empty());
        assert!(matches!(store.delete_app(&access, NOW).await, Err(Error::NoApp(_))));
        let (_, next, again) = app(store).await;
        assert!(next.id > made.id);
        store.deploy(&[(again, None)], false, NOW).await.unwrap();
    }

    async fn changes_of_one_setting_queue_and_none_is_lost(store: &TestStore) {
        let admin = user(store, "ann", true).await;
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let store: Store = (**store).clone();
            let by = admin.id;
            waiting.spawn(async move {
                let add = |before: Option<&str>| {
                    let next = before.map_or(0, |text| text.parse::<i64>().unwrap()) + 1;
                    Ok::<_, Error>((next.to_string(), AuditLine::new("n", By::user(by, None), NOW)))
                };
                store.change_server_setting("n", NOW, add).await.unwrap();
            });
        }
        while let Some(done) = waiting.join_next().await {
            done.unwrap();
        }
        assert_eq!(store.server_setting("n").await.unwrap().as_deref(), Some("20"));
        let refused = store.change_server_setting("n", NOW, |_| Err(Error::Denied)).await;
        assert!(matches!(refused, Err(Error::Denied)));
        assert_eq!(store.server_setting("n").await.unwrap().as_deref(), Some("20"));
        let lines: HashSet<_> = actions(store).await.into_iter().collect();
        assert!(lines.contains("n"));
    }
}
