//! Saved proxy configs. They are sealed, shared by revisions, and deleted permanently.

use plugdock_schema::{ProxyConfigId, Revision};
use plugdock_store::{Actor, AuditLine, AuditQuery, By, Error, OpenProxyConfig};
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::{
    fixtures::{app, id, install, proxy_config, user},
    harness::{NOW, TestStore},
};

const MARKER: &str = "kV7-a-marker-that-no-file-may-hold";

async fn ready(store: &TestStore) -> plugdock_store::Access {
    let (admin, _, access) = app(store).await;
    for letter in ['a', 'b'] {
        install(store, &admin, letter, "1", &[]).await;
    }
    store
        .add_app_plugins(&access, &[id('a'), id('b')], 20, None, NOW)
        .await
        .unwrap();
    access
}

fn token(proxy_config: &OpenProxyConfig) -> &str {
    proxy_config.headers[0].1.expose_secret()
}

both! {
    async fn a_proxy_config_reads_back_as_saved(store: &TestStore) { // 000.16, R43
        let access = ready(store).await;
        let mut new = proxy_config("POST", "https://api.example.com/日本?a=1", "Bearer \u{1f511}");
        new.headers.push(("X-Empty".into(), "".into()));
        new.data.push(("n".into(), "12345678901234567890.10".into()));
        let revision = store.save_proxy_config(&access, &id('a'), new, NOW).await.unwrap();
        assert_eq!(revision, Revision(3));
        let open = store.open_proxy_configs(access.app(), revision).await.unwrap();
        let [one] = &open[..] else { panic!("{open:?}") };
        assert_eq!((&one.plugin, &*one.method, &*one.url), (&id('a'), "POST", "https://api.example.com/日本?a=1"));
        let text = |pairs: &[(String, secrecy::SecretString)]| {
            pairs.iter().map(|(name, value)| format!("{name}={}", value.expose_secret())).collect::<Vec<_>>()
        };
        assert_eq!(text(&one.headers), ["Authorization=Bearer \u{1f511}", "X-Empty="]);
        assert_eq!(text(&one.data), ["key2=true", "n=12345678901234567890.10"]);
        assert!(!format!("{one:?}").contains("Bearer"));
    }

    async fn an_empty_proxy_config_stays_a_proxy_config(store: &TestStore) { // R06
        let access = ready(store).await;
        let mut new = proxy_config("GET", "https://a.example/", "");
        new.headers.clear();
        new.data.clear();
        let revision = store.save_proxy_config(&access, &id('a'), new, NOW).await.unwrap();
        let open = store.open_proxy_configs(access.app(), revision).await.unwrap();
        assert!(open.len() == 1 && open[0].headers.is_empty() && open[0].data.is_empty());
    }

    async fn the_list_has_names_and_no_values(store: &TestStore) { // R07
        let access = ready(store).await;
        store.save_proxy_config(&access, &id('b'), proxy_config("GET", "https://b.example/", "x"), NOW).await.unwrap();
        let revision = store.save_proxy_config(&access, &id('a'), proxy_config("PUT", "https://a.example/", "x"), NOW + 9).await.unwrap();
        let listed = store.proxy_configs(&access, revision).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.plugin.clone()).collect::<Vec<_>>(), [id('a'), id('b')]);
        let first = &listed[0];
        assert_eq!((&first.headers[..], &first.data[..]), (&["Authorization".to_owned()][..], &["key2".to_owned()][..]));
        assert_eq!((first.saved_by, first.saved_at, first.used_at), (access.user(), NOW + 9, None));
        let bob = user(store, "bob", false).await;
        let seen = store.access(&Actor::User(bob, None), access.app()).await.unwrap();
        assert!(matches!(store.proxy_configs(&seen, revision).await, Err(Error::Denied)));
        let saved = store.save_proxy_config(&seen, &id('a'), proxy_config("GET", "https://a.example/", "x"), NOW).await;
        assert!(matches!(saved, Err(Error::Denied)));
    }

    async fn saving_again_replaces_in_the_preview_and_live_stays_until_deploy(store: &TestStore) { // R40, R43
        let access = ready(store).await;
        let save = async |plugin, method, text| {
            store.save_proxy_config(&access, &id(plugin), proxy_config(method, "https://a.example/", text), NOW).await.unwrap()
        };
        save('a', "GET", "first").await;
        save('a', "POST", "other method").await;
        save('b', "GET", "other plug-in").await;
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let preview = save('a', "GET", "second").await;
        let live = store.app(access.app()).await.unwrap().unwrap().live.unwrap();
        let read = async |revision| {
            let open = store.open_proxy_configs(access.app(), revision).await.unwrap();
            open.iter().map(|one| token(one).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read(live).await, ["first", "other method", "other plug-in"]);
        assert_eq!(read(preview).await, ["second", "other method", "other plug-in"]);
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        assert_eq!(read(preview).await, ["second", "other method", "other plug-in"]);
    }

    async fn nothing_is_saved_for_a_plug_in_that_is_not_in_the_preview(store: &TestStore) { // R04
        let access = ready(store).await;
        let saved = store.save_proxy_config(&access, &id('c'), proxy_config("GET", "https://c.example/", "x"), NOW).await;
        assert!(matches!(saved, Err(Error::NotAdded { plugin, .. }) if plugin == id('c')));
        assert_eq!(store.app(access.app()).await.unwrap().unwrap().preview, Revision(2));
    }

    async fn a_deleted_proxy_config_is_gone_from_preview_live_and_history(store: &TestStore) { // R07
        let access = ready(store).await;
        let first = store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "x"), NOW).await.unwrap();
        store.deploy(&[(access.clone(), None)], false, NOW).await.unwrap();
        let second = store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://b.example/", "y"), NOW).await.unwrap();
        let proxy_config = store.proxy_configs(&access, first).await.unwrap()[0].id.clone();
        let (_, _, elsewhere) = app(store).await;
        assert!(matches!(store.delete_proxy_config(&elsewhere, &proxy_config, NOW).await, Err(Error::NoProxyConfig(_))));
        store.delete_proxy_config(&access, &proxy_config, NOW).await.unwrap();
        assert!(store.open_proxy_configs(access.app(), first).await.unwrap().is_empty());
        assert_eq!(store.open_proxy_configs(access.app(), second).await.unwrap().len(), 1);
        assert!(matches!(store.delete_proxy_config(&access, &proxy_config, NOW).await, Err(Error::NoProxyConfig(_))));
        // No sealed value is left of it.
        assert_eq!(store.count("proxy_configs").await, 1);
    }

    async fn t31_a_sealed_value_moved_to_another_row_does_not_open(store: &TestStore) {
        let access = ready(store).await;
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "x"), NOW).await.unwrap();
        let revision = store.save_proxy_config(&access, &id('b'), proxy_config("GET", "https://a.example/", "y"), NOW).await.unwrap();
        let app = access.app();
        assert_eq!(store.open_proxy_configs(app, revision).await.unwrap().len(), 2);
        for attack in [
            "UPDATE proxy_configs SET sealed = (SELECT e.sealed FROM proxy_configs e WHERE e.plugin_id LIKE 'b%') WHERE plugin_id LIKE 'a%'",
            "UPDATE proxy_configs SET url = 'https://evil.example/'",
            "UPDATE proxy_configs SET method = 'POST'",
        ] {
            let copy = backup(store).await;
            run(store, attack).await;
            assert!(matches!(store.open_proxy_configs(app, revision).await, Err(Error::Damaged(_))), "{attack}");
            for undo in copy {
                run(store, &undo).await;
            }
            assert_eq!(store.open_proxy_configs(app, revision).await.unwrap().len(), 2);
        }
    }

    async fn uses_are_noted_in_batches_with_their_audit_lines(store: &TestStore) { // R04, R07
        let access = ready(store).await;
        let revision = store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://a.example/", "x"), NOW).await.unwrap();
        let proxy_config = store.proxy_configs(&access, revision).await.unwrap()[0].id.clone();
        let line = |at, action: &str| AuditLine {
            at,
            action: action.into(),
            by: By { address: "192.0.2.1".parse().ok(), ..access.by() },
            app: Some(access.app()),
            plugin: Some(id('a')),
            detail: "https://a.example/".into(),
            earlier: vec![at - 400, at - 1],
        };
        let used = vec![(proxy_config.clone(), NOW + 5), (ProxyConfigId::from("another"), NOW)];
        store.note_use(vec![line(NOW, "proxy_config.use"), line(NOW + 5, "proxy_config.read.app")], used).await.unwrap();
        store.note_use(Vec::new(), vec![(proxy_config, NOW + 1)]).await.unwrap();
        assert_eq!(store.proxy_configs(&access, revision).await.unwrap()[0].used_at, Some(NOW + 5));
        let all = AuditQuery { limit: 2, ..AuditQuery::default() };
        let lines = store.audit(&all).await.unwrap().into_iter().map(|audited| audited.line);
        assert_eq!(lines.collect::<Vec<_>>(), [line(NOW + 5, "proxy_config.read.app"), line(NOW, "proxy_config.use")]);
        let reads = AuditQuery { action: Some("proxy_config.read.app".into()), app: Some(access.app()), ..all.clone() };
        assert_eq!(store.audit(&reads).await.unwrap().len(), 1);
        assert!(store.audit(&AuditQuery { plugin: Some(id('c')), ..all }).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn t31_a_credential_stands_in_no_file() {
    let store = TestStore::sqlite().await;
    let access = ready(&store).await;
    let mut new = proxy_config("GET", "https://a.example/", MARKER);
    new.data
        .push(("secret".into(), format!("\"{MARKER}\"").into()));
    let revision = store
        .save_proxy_config(&access, &id('a'), new, NOW)
        .await
        .unwrap();
    let old = store.proxy_configs(&access, revision).await.unwrap()[0]
        .id
        .clone();
    store.delete_proxy_config(&access, &old, NOW).await.unwrap();
    let kept = store
        .save_proxy_config(
            &access,
            &id('a'),
            proxy_config("GET", "https://a.example/", MARKER),
            NOW,
        )
        .await
        .unwrap();
    assert_eq!(
        token(&store.open_proxy_configs(access.app(), kept).await.unwrap()[0]),
        MARKER
    );
    let mut seen = 0;
    for file in std::fs::read_dir(store.dir.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                !bytes
                    .windows(MARKER.len())
                    .any(|part| part == MARKER.as_bytes()),
                "{}",
                path.display()
            );
            // The URL is not secret. Finding it proves that the search works.
            seen += usize::from(bytes.windows(18).any(|part| part == b"https://a.example/"));
        }
    }
    assert!(seen > 0);
}

/// Returns statements that restore the proxy configs to their current state.
async fn backup(store: &TestStore) -> Vec<String> {
    let sql = "SELECT id, method, url, sealed FROM proxy_configs";
    let rows: Vec<(String, String, String, Vec<u8>)> = if store.is_postgres() {
        let mut db = PgConnection::connect(&store.options().database_url.unwrap())
            .await
            .unwrap();
        sqlx::query_as(sql).fetch_all(&mut db).await.unwrap()
    } else {
        let path = store.dir.path().join("plugdock.db");
        let mut db = SqliteConnection::connect(path.to_str().unwrap())
            .await
            .unwrap();
        sqlx::query_as(sql).fetch_all(&mut db).await.unwrap()
    };
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    };
    let literal = |bytes: &[u8]| {
        if store.is_postgres() {
            format!("'\\x{}'", hex(bytes))
        } else {
            format!("x'{}'", hex(bytes))
        }
    };
    rows.iter()
        .map(|(id, method, url, sealed)| {
            let sealed = literal(sealed);
            format!("UPDATE proxy_configs SET method = '{method}', url = '{url}', sealed = {sealed} WHERE id = '{id}'")
        })
        .collect()
}

async fn run(store: &TestStore, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql);
    if store.is_postgres() {
        let mut db = PgConnection::connect(&store.options().database_url.unwrap())
            .await
            .unwrap();
        sqlx::query(sql).execute(&mut db).await.unwrap();
    } else {
        let path = store.dir.path().join("plugdock.db");
        let mut db = SqliteConnection::connect(path.to_str().unwrap())
            .await
            .unwrap();
        sqlx::query(sql).execute(&mut db).await.unwrap();
    }
}
