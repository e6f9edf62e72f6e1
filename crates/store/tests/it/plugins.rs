//! Installed plug-ins.

use bytes::Bytes;
use plugdock_store::{Actor, By, Error, Mode, PluginQuery, Sha256, Store};

use crate::{
    fixtures::{app, config, id, install, package, proxy_config, user},
    harness::NOW,
};

fn all() -> PluginQuery {
    PluginQuery {
        ids: None,
        offset: 0,
        limit: 100,
    }
}

async fn listed(store: &Store, query: &PluginQuery) -> Vec<(char, String)> {
    let plugins = store.plugins(query).await.unwrap();
    let first = |id: &str| id.chars().next().unwrap();
    plugins
        .iter()
        .map(|plugin| (first(plugin.id.as_str()), plugin.version.clone()))
        .collect()
}

fn body(
    text: &'static str,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send {
    futures_util::stream::iter([Ok(Bytes::from_static(text.as_bytes()))])
}

both! {
    async fn the_latest_installation_comes_first_and_an_update_does_not_move(store: &TestStore) { // 002.12
        let admin = user(store, "admin", true).await;
        for letter in ['b', 'a', 'c'] {
            install(store, &admin, letter, "1", &[]).await;
        }
        install(store, &admin, 'b', "2", &[]).await;
        let pair = |letter, version: &str| (letter, version.to_owned());
        assert_eq!(listed(store, &all()).await, [pair('c', "1"), pair('a', "1"), pair('b', "2")]);
        // The filter applies before offset and limit (B3.2).
        let some = PluginQuery { ids: Some(vec![id('b'), id('c'), id('d')]), offset: 1, limit: 1 };
        assert_eq!(listed(store, &some).await, [pair('b', "2")]);
        assert_eq!(listed(store, &PluginQuery { ids: Some(Vec::new()), ..all() }).await, []);
        // A reinstalled plug-in is the latest installation.
        store.uninstall_plugin(&id('a'), By::user(admin.id, None), NOW).await.unwrap();
        install(store, &admin, 'a', "1", &[]).await;
        assert_eq!(listed(store, &all()).await, [pair('a', "1"), pair('c', "1"), pair('b', "2")]);
    }

    async fn a_hundred_plug_ins_are_listed_by_their_ids(store: &TestStore) { // 004.07
        let admin = user(store, "admin", true).await;
        install(store, &admin, 'a', "1", &[]).await;
        let ids = (0..100).map(|n| format!("{:a>32}", letters(n)).parse().unwrap()).chain([id('a')]);
        let query = PluginQuery { ids: Some(ids.collect()), ..all() };
        assert_eq!(listed(store, &query).await.len(), 1);
    }

    async fn installs_updates_and_refuses_by_mode(store: &TestStore) { // R34, R35
        let admin = user(store, "admin", true).await;
        let go = |letter, version, mode| {
            store.install_plugin(package(letter, version, &[]), mode, None, By::user(admin.id, None), NOW + 1)
        };
        let missing = go('a', "1", Mode::Update(id('a'))).await;
        assert!(matches!(missing, Err(Error::NoPlugin(_))));
        let made = go('a', "2", Mode::New).await.unwrap();
        assert_eq!((&*made.version, made.installed_at), ("2", NOW + 1));
        let twice = go('a', "3", Mode::New).await;
        assert!(matches!(twice, Err(Error::Installed(plugin)) if plugin == id('a')));
        let other = go('b', "1", Mode::Update(id('a'))).await;
        assert!(matches!(other, Err(Error::OtherPlugin { expected, found }) if expected == id('a') && found == id('b')));
        // The same version and a lower one are accepted.
        for version in ["2", "1"] {
            assert_eq!(go('a', version, Mode::Update(id('a'))).await.unwrap().version, version);
        }
        assert_eq!(go('b', "1", Mode::Either).await.unwrap().version, "1");
        let gone = store.uninstall_plugin(&id('c'), By::user(admin.id, None), NOW).await;
        assert!(matches!(gone, Err(Error::NoPlugin(_))));
    }

    async fn installed_files_read_back_as_they_were_signed(store: &TestStore) { // T45
        let admin = user(store, "admin", true).await;
        install(store, &admin, 'a', "1", &[]).await;
        let plugin = store.plugin(&id('a')).await.unwrap().unwrap();
        let file = plugin.file("js/desktop.js").unwrap();
        assert_eq!(&*store.blob(&file.sha256).await.unwrap(), b"console.log('a 1')");
        assert_eq!(file.size, 18);
        assert!(plugin.file("manifest.json").is_none());
        let path = blob_path(store, &file.sha256);
        std::fs::write(&path, "console.log('evil')").unwrap();
        assert!(matches!(store.blob(&file.sha256).await, Err(Error::Damaged(_))));
    }

    async fn the_last_three_versions_are_kept_and_one_can_go_back(store: &TestStore) { // R35
        let admin = user(store, "admin", true).await;
        for version in ["1", "2", "3", "4"] {
            install(store, &admin, 'a', version, &[]).await;
        }
        let versions = async || {
            let versions = store.plugin_versions(&id('a')).await.unwrap();
            versions.into_iter().map(|one| (one.number, one.version, one.current)).collect::<Vec<_>>()
        };
        let line = |number: i64, current| (number, number.to_string(), current);
        assert_eq!(versions().await, [line(4, true), line(3, false), line(2, false)]);
        let back = store.go_back(&id('a'), 2, By::user(admin.id, None), NOW).await.unwrap();
        assert_eq!((&*back.version, back.number), ("2", 2));
        assert_eq!(back.manifest.name.get("en"), "Plug-in a 2");
        assert_eq!(versions().await, [line(4, false), line(3, false), line(2, true)]);
        let gone = store.go_back(&id('a'), 1, By::user(admin.id, None), NOW).await;
        assert!(matches!(gone, Err(Error::NoVersion { number: 1, .. })));
        let none = store.go_back(&id('b'), 1, By::user(admin.id, None), NOW).await;
        assert!(matches!(none, Err(Error::NoPlugin(_))));
        install(store, &admin, 'a', "5", &[]).await;
        assert_eq!(versions().await, [line(5, true), line(4, false), line(3, false)]);
    }

    async fn an_uninstalled_plug_in_is_required_and_comes_back_with_its_settings(store: &TestStore) { // R35, 002.31
        let (admin, app, access) = app(store).await;
        for letter in ['b', 'a'] {
            install(store, &admin, letter, "1", &[]).await;
            store.add_app_plugins(&access, &[id(letter)], 20, None, NOW).await.unwrap();
        }
        store.set_plugin_config(&access, &id('a'), config(&[("k", "v")]), None, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "s"), NOW).await.unwrap();
        assert!(store.required_plugins(0, 100).await.unwrap().is_empty());
        for letter in ['b', 'a'] {
            store.uninstall_plugin(&id(letter), By::user(admin.id, None), NOW).await.unwrap();
        }
        let required = store.required_plugins(0, 100).await.unwrap();
        let ids: Vec<_> = required.iter().map(|one| one.id.clone()).collect();
        assert_eq!(ids, [id('a'), id('b')]);
        assert_eq!(required[0].name.as_ref().unwrap().get("en"), "Plug-in a 1");
        assert_eq!(store.required_plugins(1, 1).await.unwrap()[0].id, id('b'));
        assert!(store.plugin(&id('a')).await.unwrap().is_none());
        install(store, &admin, 'a', "2", &[]).await;
        assert_eq!(store.required_plugins(0, 100).await.unwrap().len(), 1);
        let preview = store.app(app.id).await.unwrap().unwrap().preview;
        let settings = store.settings(app.id, preview).await.unwrap().unwrap();
        assert_eq!(settings.plugin(&id('a')).unwrap().config, Some(config(&[("k", "v")])));
        assert_eq!(store.open_proxy_configs(app.id, preview).await.unwrap().len(), 1);
    }

    async fn apps_using_a_plug_in_are_listed_by_number_preview_included(store: &TestStore) { // R37, 002.29
        let (admin, first, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        let mut apps = vec![(first, access)];
        for _ in 0..10 {
            let (_, app, access) = app(store).await;
            apps.push((app, access));
        }
        for (_, access) in apps.iter().rev() {
            store.add_app_plugins(access, &[id('a')], 20, None, NOW).await.unwrap();
        }
        // App 4 has the plug-in only in its live settings: it was deployed and then removed from
        // the preview.
        store.deploy(&[(apps[3].1.clone(), None)], false, NOW).await.unwrap();
        store.remove_app_plugins(&apps[3].1, &[id('a')], None, NOW).await.unwrap();
        // App 5 has it in neither.
        store.remove_app_plugins(&apps[4].1, &[id('a')], None, NOW).await.unwrap();
        let using = store.apps_using(&id('a'), 0, 100).await.unwrap();
        let ids: Vec<_> = using.iter().map(|app| app.id.0).collect();
        assert_eq!(ids, [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
        assert_eq!(using[0].name, "Customers");
        let window: Vec<_> = store.apps_using(&id('a'), 8, 1).await.unwrap();
        assert_eq!(window[0].id.0, 10);
        // The plug-in need not be installed.
        store.uninstall_plugin(&id('a'), By::user(admin.id, None), NOW).await.unwrap();
        assert_eq!(store.apps_using(&id('a'), 0, 100).await.unwrap().len(), 10);
    }

    async fn a_file_key_is_used_up_by_success_alone(store: &TestStore) { // R34
        let admin = user(store, "admin", true).await;
        let actor = Actor::User(admin.clone(), None);
        install(store, &admin, 'a', "1", &[]).await;
        // The hash of the fixture is the hash of this text.
        let key = store.add_upload(&actor, "p.zip", "application/zip", body("a2"), 10, NOW).await.unwrap();
        let go = |letter, version, mode, now| {
            store.install_plugin(package(letter, version, &[]), mode, Some(&key), By::user(admin.id, None), now)
        };
        assert!(matches!(go('a', "2", Mode::New, NOW).await, Err(Error::Installed(_))));
        assert!(matches!(go('b', "2", Mode::New, NOW).await, Err(Error::Damaged(_))));
        assert!(store.plugin(&id('b')).await.unwrap().is_none());
        assert!(store.upload(&key, &actor, NOW).await.is_ok());
        assert_eq!(go('a', "2", Mode::Update(id('a')), NOW).await.unwrap().version, "2");
        assert!(matches!(store.upload(&key, &actor, NOW).await, Err(Error::NoFile(_))));
        assert!(matches!(go('a', "2", Mode::Update(id('a')), NOW).await, Err(Error::NoFile(_))));
        // The package is stored as long as the version.
        let package = store.plugin(&id('a')).await.unwrap().unwrap().package_sha256;
        assert_eq!(&*store.blob(&package).await.unwrap(), b"a2");
    }

    async fn ten_installations_of_one_package_at_once_leave_one_plug_in(store: &TestStore) {
        let admin = user(store, "admin", true).await;
        let runs = (0..10).map(|_| {
            let (store, by) = (store.share(), By::user(admin.id, None));
            tokio::spawn(async move {
                store.install_plugin(package('a', "1", &[]), Mode::New, None, by, NOW).await
            })
        });
        let mut installed = 0;
        for run in futures_util::future::join_all(runs).await {
            match run.unwrap() {
                Ok(_) => installed += 1,
                Err(error) => assert!(matches!(error, Error::Installed(_)), "{error:?}"),
            }
        }
        assert_eq!((installed, store.plugin_versions(&id('a')).await.unwrap().len()), (1, 1));
    }
}

/// Returns the two letters of an ID for a number below 256.
fn letters(n: u8) -> String {
    [n >> 4, n & 15]
        .map(|half| char::from(b'a' + half))
        .iter()
        .collect()
}

fn blob_path(store: &crate::harness::TestStore, hash: &Sha256) -> std::path::PathBuf {
    let name = hash.to_string();
    store
        .dir
        .path()
        .join("blobs/blobs")
        .join(&name[..2])
        .join(&name)
}
