//! Revisions of an app's settings: editing, deploying and reverting.

use std::sync::Arc;

use futures_util::future::join_all;
use plugdock_schema::Revision;
use plugdock_schema::views::Views;
use plugdock_store::{Actor, AppQuery, By, Error};
use serde_json::{Value, json};

use crate::{
    fixtures::{app, config, id, install, new_app, proxy_config, user},
    harness::NOW,
};

fn views(views: Value) -> Views {
    serde_json::from_value(views).unwrap()
}

both! {
    async fn an_edit_makes_the_next_revision_and_leaves_the_last_as_it_was(store: &TestStore) { // R40
        let (_, app, access) = app(store).await;
        assert_eq!((app.live, app.preview), (None, Revision(1)));
        let revision = store
            .edit_settings(&access, Some(Revision(1)), NOW, |settings| {
                settings.name = "Clients".into();
                settings.views = views(json!({"All": {"id": "1", "name": "\u{65e5}\u{672c}", "type": "LIST"}}));
                Ok::<(), Error>(())
            })
            .await
            .unwrap();
        assert_eq!(revision, Revision(2));
        let old = store.settings(app.id, Revision(1)).await.unwrap().unwrap();
        let new = store.settings(app.id, Revision(2)).await.unwrap().unwrap();
        assert_eq!((&*old.name, &*new.name), ("Customers", "Clients"));
        assert!(new.views.named("日本").is_some());
        assert_eq!((new.app, new.revision), (app.id, Revision(2)));
        assert!(store.settings(app.id, Revision(3)).await.unwrap().is_none());
    }

    async fn an_edit_that_expects_another_revision_or_fails_changes_nothing(store: &TestStore) {
        let (_, app, access) = app(store).await;
        let stale = store.edit_settings(&access, Some(Revision(7)), NOW, |_| Ok::<(), Error>(())).await;
        assert!(matches!(stale, Err(Error::Conflict { expected: Revision(7), actual: Revision(1) })));
        let failed = store
            .edit_settings(&access, None, NOW, |settings| {
                settings.name = "half".into();
                Err(Error::Denied)
            })
            .await;
        assert!(matches!(failed, Err(Error::Denied)));
        let bob = user(store, "bob", false).await;
        let seen = store.access(&Actor::User(bob, None), app.id).await.unwrap();
        let denied = store.edit_settings(&seen, None, NOW, |_| Ok::<(), Error>(())).await;
        assert!(matches!(denied, Err(Error::Denied)));
        assert_eq!(store.app(app.id).await.unwrap().unwrap(), app);
        // The failed edits used no number, so the next edit is number 2.
        let next = store.edit_settings(&access, None, NOW, |_| Ok::<(), Error>(())).await.unwrap();
        assert_eq!(next, Revision(2));
    }

    async fn fifty_edits_at_once_are_all_kept(store: &TestStore) {
        let (_, app, access) = app(store).await;
        let edits = (0..50).map(|n| {
            let (store, access) = (store.share(), access.clone());
            tokio::spawn(async move {
                store
                    .edit_settings(&access, None, NOW, |settings| {
                        settings.description.push_str(&n.to_string());
                        settings.description.push(',');
                        Ok::<(), Error>(())
                    })
                    .await
            })
        });
        for done in join_all(edits).await {
            done.unwrap().unwrap();
        }
        let app = store.app(app.id).await.unwrap().unwrap();
        assert_eq!(app.preview, Revision(51));
        let settings = store.settings(app.id, app.preview).await.unwrap().unwrap();
        assert_eq!(settings.description.matches(',').count(), 50);
    }

    async fn old_revisions_go_but_live_and_preview_stay(store: &TestStore) {
        let (admin, app, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "old"), NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let live = store.app(app.id).await.unwrap().unwrap().live.unwrap();
        for n in 0..30 {
            let token = format!("new {n}");
            store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", &token), NOW).await.unwrap();
        }
        let preview = store.app(app.id).await.unwrap().unwrap().preview;
        let mut kept = Vec::new();
        for revision in 1..=preview.0 {
            if store.settings(app.id, Revision(revision)).await.unwrap().is_some() {
                kept.push(revision);
            }
        }
        let expected: Vec<_> = std::iter::once(live.0).chain(preview.0 - 19..=preview.0).collect();
        assert_eq!(kept, expected);
        // Proxy configs that no stored revision links to were removed too.
        let rows = store.count("proxy_configs").await;
        assert_eq!(rows, 21);
        assert_eq!(store.open_proxy_configs(app.id, live).await.unwrap().len(), 1);
    }

    async fn deploy_makes_the_preview_live_and_revert_brings_live_back(store: &TestStore) {
        let (admin, app, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        let none = store.deploy(&[(access.clone(), None)], true, NOW).await;
        assert!(matches!(none, Err(Error::NeverDeployed(id)) if id == app.id));
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "s"), NOW).await.unwrap();
        store.deploy(&[(access.clone(), Some(Revision(3)))], false, NOW + 5).await.unwrap();
        let deployed = store.app(app.id).await.unwrap().unwrap();
        assert_eq!((deployed.live, deployed.preview), (Some(Revision(3)), Revision(3)));
        assert_eq!(deployed.deployed_at, Some(NOW + 5));
        store.remove_app_plugins(&access, &[id('a')], None, NOW).await.unwrap();
        let preview = store.app(app.id).await.unwrap().unwrap();
        assert_eq!((preview.live, preview.preview), (Some(Revision(3)), Revision(4)));
        assert!(store.open_proxy_configs(app.id, Revision(4)).await.unwrap().is_empty());
        store.deploy(&[(access.clone(), None)], true, NOW).await.unwrap();
        let reverted = store.app(app.id).await.unwrap().unwrap();
        assert_eq!((reverted.live, reverted.preview), (Some(Revision(3)), Revision(5)));
        let settings = store.settings(app.id, Revision(5)).await.unwrap().unwrap();
        assert!(settings.plugin(&id('a')).is_some());
        assert_eq!(store.open_proxy_configs(app.id, Revision(5)).await.unwrap().len(), 1);
        // The number of a revision is never used twice.
        let next = store.edit_settings(&access, None, NOW, |_| Ok::<(), Error>(())).await.unwrap();
        assert_eq!(next, Revision(6));
    }

    async fn several_apps_are_deployed_all_or_none(store: &TestStore) {
        let (admin, first, one) = app(store).await;
        let (_, second, two) = app(store).await;
        let stale = store.deploy(&[(two.clone(), Some(Revision(9))), (one.clone(), None)], false, NOW).await;
        assert!(matches!(stale, Err(Error::Conflict { .. })));
        assert_eq!(store.app(first.id).await.unwrap().unwrap().live, None);
        let bob = user(store, "bob", false).await;
        let seen = store.access(&Actor::User(bob, None), second.id).await.unwrap();
        let denied = store.deploy(&[(one.clone(), None), (seen, None)], false, NOW).await;
        assert!(matches!(denied, Err(Error::Denied)));
        assert_eq!(store.app(first.id).await.unwrap().unwrap().live, None);
        store.deploy(&[(two, None), (one, None)], false, NOW).await.unwrap();
        for app in [first, second] {
            assert_eq!(store.app(app.id).await.unwrap().unwrap().live, Some(Revision(1)));
        }
        let listed = store.apps(&Actor::User(admin, None), &AppQuery { limit: 10, ..AppQuery::default() }).await.unwrap();
        assert_eq!(listed.len(), 2);
    }

    async fn deploys_in_opposite_orders_do_not_wait_for_each_other(store: &TestStore) {
        let (_, _, one) = app(store).await;
        let (_, _, two) = app(store).await;
        let deploys = (0..20).map(|n| {
            let mut apps = [(one.clone(), None), (two.clone(), None)];
            if n % 2 == 0 {
                apps.reverse();
            }
            let store = store.share();
            tokio::spawn(async move { store.deploy(&apps, false, NOW).await })
        });
        for done in join_all(deploys).await {
            done.unwrap().unwrap();
        }
    }

    async fn required_params_decide_when_added_saved_and_deployed(store: &TestStore) { // R44
        let (admin, app, access) = app(store).await;
        install(store, &admin, 'a', "1", &["key"]).await;
        install(store, &admin, 'b', "1", &[]).await;
        store.add_app_plugins(&access, &[id('a'), id('b')], 20, None, NOW).await.unwrap();
        let flags = async |live: bool| {
            let now = store.app(app.id).await.unwrap().unwrap();
            let revision = if live { now.live.unwrap() } else { now.preview };
            let settings = store.settings(app.id, revision).await.unwrap().unwrap();
            settings.plugins.iter().map(|plugin| plugin.enabled).collect::<Vec<_>>()
        };
        assert_eq!(flags(false).await, [false, true]);
        // A required parameter may have any value, even an empty one.
        store.set_plugin_config(&access, &id('a'), config(&[("key", "")]), None, NOW).await.unwrap();
        assert_eq!(flags(false).await, [true, true]);
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        // An update that requires more parameters does not change the flag, and neither do later
        // edits.
        install(store, &admin, 'b', "2", &["more"]).await;
        assert_eq!(flags(true).await, [true, true]);
        store.edit_settings(&access, None, NOW, |settings| {
            settings.name = "other".into();
            Ok::<(), Error>(())
        }).await.unwrap();
        assert_eq!(flags(false).await, [true, true]);
        // The next deploy changes it. A plug-in that is uninstalled by then keeps its flag.
        store.uninstall_plugin(&id('a'), By::user(admin.id, None), NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        assert_eq!(flags(true).await, [true, false]);
    }

    async fn plug_ins_are_added_in_order_up_to_the_limit_and_only_installed_ones(store: &TestStore) { // R48
        let (admin, app, access) = app(store).await;
        for letter in ['c', 'a', 'b'] {
            install(store, &admin, letter, "1", &[]).await;
        }
        let missing = store.add_app_plugins(&access, &[id('c'), id('d')], 20, None, NOW).await;
        assert!(matches!(missing, Err(Error::NoPlugin(plugin)) if plugin == id('d')));
        let many = store.add_app_plugins(&access, &[id('c'), id('a'), id('b')], 2, None, NOW).await;
        assert!(matches!(many, Err(Error::TooManyPlugins(2))));
        let added = store.add_app_plugins(&access, &[id('c'), id('a')], 2, Some(Revision(1)), NOW).await.unwrap();
        assert_eq!(added, Revision(2));
        // The plug-in is already there, so no revision is created.
        let again = store.add_app_plugins(&access, &[id('a')], 2, None, NOW).await.unwrap();
        assert_eq!(again, Revision(2));
        let settings = store.settings(app.id, Revision(2)).await.unwrap().unwrap();
        let order: Vec<_> = settings.plugins.iter().map(|plugin| plugin.id.clone()).collect();
        assert_eq!(order, [id('c'), id('a')]);
    }

    async fn a_config_is_replaced_whole_and_goes_live_with_a_deploy(store: &TestStore) { // R40, R41
        let (admin, app, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        let set = |pairs: &'static [(&str, &str)]| {
            store.set_plugin_config(&access, id_of_a(), config(pairs), None, NOW)
        };
        assert!(matches!(set(&[]).await, Err(Error::NotAdded { .. })));
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        set(&[("one", "1"), ("two", "\u{1f600}\"\\")]).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let last = set(&[("three", "3")]).await.unwrap();
        let now = store.app(app.id).await.unwrap().unwrap();
        let read = async |revision| {
            let settings = store.settings(app.id, revision).await.unwrap().unwrap();
            settings.plugin(&id('a')).unwrap().config.clone().unwrap()
        };
        assert_eq!(read(now.live.unwrap()).await, config(&[("one", "1"), ("two", "\u{1f600}\"\\")]));
        assert_eq!(read(last).await, config(&[("three", "3")]));
    }

    async fn apps_are_found_by_number_code_and_part_of_the_name(store: &TestStore) {
        let (admin, first, access) = app(store).await;
        let mut other = new_app("ÉCOLE 顧客");
        other.code = "SCHOOL".into();
        let second = store.add_app(other, By::user(admin.id, None), NOW).await.unwrap();
        let actor = Actor::User(Arc::clone(&admin), None);
        let find = async |query: AppQuery| {
            let query = AppQuery { limit: 10, ..query };
            store.apps(&actor, &query).await.unwrap().iter().map(|app| app.id).collect::<Vec<_>>()
        };
        let all = AppQuery { undeployed: true, ..AppQuery::default() };
        assert_eq!(find(all.clone()).await, [first.id, second.id]);
        assert_eq!(find(AppQuery { undeployed: false, ..all.clone() }).await, []);
        assert_eq!(find(AppQuery { name: Some("école".into()), ..all.clone() }).await, [second.id]);
        assert_eq!(find(AppQuery { codes: vec!["SCHOOL".into()], ..all.clone() }).await, [second.id]);
        assert_eq!(find(AppQuery { ids: vec![first.id], ..all.clone() }).await, [first.id]);
        assert_eq!(find(AppQuery { offset: 1, ..all.clone() }).await, [second.id]);
        store.deploy(&[(access, None)], false, NOW).await.unwrap();
        assert_eq!(find(AppQuery { undeployed: false, ..all }).await, [first.id]);
    }
}

fn id_of_a() -> &'static plugdock_package::PluginId {
    static ID: std::sync::LazyLock<plugdock_package::PluginId> =
        std::sync::LazyLock::new(|| id('a'));
    &ID
}
