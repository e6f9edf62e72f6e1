//! Backups of each database, restored into each database.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use bytes::Bytes;
use plugdock_schema::AppId;
use plugdock_schema::query::Query;
use plugdock_store::records::{Record, Search};
use plugdock_store::{
    Actor, AppList, AppScriptsChange, BackupError, GRACE, NewAppSource, OpenError, Options, Role,
    Sha256, Store, backup, restore,
};
use secrecy::ExposeSecret as _;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    fixtures::{app, config, id, install, proxy_config},
    harness::{KEY, NOW, TestStore, admin, sql, url_of},
    process::process,
    records::{RecordApp, given, record_app, shown},
};

/// A credential that must not appear in a backup (T31).
const MARKER: &str = "Bearer marker-0123456789-credential";

/// An empty folder and database to restore into.
struct Place {
    dir: TempDir,
    database: Option<String>,
}

impl Place {
    async fn new(postgres: bool) -> Self {
        let name = format!("plugdock_restored_{}", uuid::Uuid::new_v4().simple());
        if postgres {
            sql(&mut admin().await, &format!("CREATE DATABASE {name}")).await;
        }
        Self {
            dir: tempfile::tempdir().unwrap(),
            database: postgres.then_some(name),
        }
    }

    fn options(&self) -> Options {
        Options {
            database_url: self.database.as_deref().map(url_of),
            master_key: Some(KEY.into()),
            ..Options::in_dir(self.dir.path().join("data"), Role::Serve)
        }
    }

    async fn open(&self) -> Store {
        Store::open(self.options(), NOW).await.unwrap()
    }

    async fn remove(self) {
        if let Some(name) = &self.database {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sql(&mut admin().await, &drop).await;
        }
    }
}

/// Fills the store with a plug-in that has a proxy config and a config, with an app's own script,
/// and with records that have files.
async fn fill(store: &TestStore) -> Filled {
    let (admin, _, access) = app(store).await;
    install(store, &admin, 'a', "1", &[]).await;
    install(store, &admin, 'a', "2", &[]).await;
    store
        .add_app_plugins(&access, &[id('a')], 20, None, NOW)
        .await
        .unwrap();
    let saved = config(&[("k", "日本 \u{1F34E} \" \\ \n")]);
    store
        .set_plugin_config(&access, &id('a'), saved, None, NOW)
        .await
        .unwrap();
    store
        .save_proxy_config(
            &access,
            &id('a'),
            proxy_config("GET", "https://x/", MARKER),
            NOW,
        )
        .await
        .unwrap();
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"own()"))]);
    let script = store
        .add_upload(
            &Actor::User(admin.clone(), None),
            "own.js",
            "text/javascript",
            body,
            100,
            NOW,
        )
        .await
        .unwrap();
    let mut scripts = AppScriptsChange::default();
    scripts.lists[AppList::DesktopJs as usize] = Some(vec![NewAppSource::File(script)]);
    store
        .set_app_scripts(&access, scripts, None, NOW)
        .await
        .unwrap();
    let with_plugin = access.app();
    store.deploy(&[(access, None)], false, NOW).await.unwrap();
    let record_app = record_app(
        store,
        json!({
            "title": {"type": "SINGLE_LINE_TEXT", "code": "title", "label": "title", "unique": true},
            "amount": {"type": "NUMBER", "code": "amount", "label": "amount"},
            "files": {"type": "FILE", "code": "files", "label": "files"},
        }),
    )
    .await;
    let states = json!({"asked": {"index": 0}, "done": {"index": 1}});
    process(store, &record_app, states, json!([])).await;
    for (title, amount) in [("one", "-1.50"), ("二", ""), ("gone", "3")] {
        let key = record_app.upload(store, "a.txt").await;
        let record = json!({"title": {"value": title}, "amount": {"value": amount},
            "files": {"value": [{"fileKey": key.as_str()}]}});
        let record = record_app.add(store, record).await.unwrap();
        if title == "gone" {
            store
                .delete_records(&record_app.access, &[(record, None)], &record_app.moment)
                .await
                .unwrap();
        }
    }
    Filled {
        record_app,
        with_plugin,
    }
}

/// The contents of a store that was filled by [`fill`].
struct Filled {
    /// The app with records; tests add more.
    record_app: RecordApp,
    /// The app with the plug-in and its proxy config.
    with_plugin: AppId,
}

impl Filled {
    /// Returns all records.
    async fn list(&self, store: &Store) -> Vec<Record> {
        let search = Search {
            query: Query::parse("limit 500").unwrap(),
            ..Search::default()
        };
        let (access, moment) = (&self.record_app.access, &self.record_app.moment);
        store
            .records(access, &search, moment)
            .await
            .unwrap()
            .records
    }
}

async fn save(store: &TestStore, to: &Path) -> Result<plugdock_store::Saved, BackupError> {
    backup(&store.options(), to, false, NOW, &mut |_| {}).await
}

async fn restore_into(place: &Place, from: &Path) -> Result<plugdock_store::Saved, BackupError> {
    restore(&place.options(), from, NOW, &mut |_| {}).await
}

fn file(store: &TestStore) -> PathBuf {
    store.dir.path().join("backup.tar")
}

both! {
    async fn what_is_restored_is_what_was_there_on_either_database(store: &TestStore) {
        let record_app = fill(store).await;
        let before = shown(&record_app.list(store).await);
        let saved = save(store, &file(store)).await.unwrap();
        for postgres in [false, true] {
            let place = Place::new(postgres).await;
            let restored = restore_into(&place, &file(store)).await.unwrap();
            assert_eq!((restored.rows, restored.blobs), (saved.rows, saved.blobs));
            let other = place.open().await;
            assert_eq!(other.check().await.unwrap().faults, []);
            assert_eq!(shown(&record_app.list(&other).await), before);
            let plugin = other.plugin(&id('a')).await.unwrap();
            assert_eq!(plugin, store.plugin(&id('a')).await.unwrap());
            let app = record_app.with_plugin;
            let live = other.app(app).await.unwrap().unwrap().live.unwrap();
            assert_eq!(other.settings(app, live).await.unwrap(), store.settings(app, live).await.unwrap());
            let proxy_configs = other.open_proxy_configs(app, live).await.unwrap();
            assert_eq!(proxy_configs[0].headers[0].1.expose_secret(), MARKER);
            // Numbers continue where they were. Not even the number of the deleted last record is
            // used again.
            let next = record_app.record_app.add(&other, json!({"title": {"value": "next"}})).await.unwrap();
            assert_eq!(next.0, 4);
            let again = record_app.record_app.add(&other, json!({"title": {"value": "one"}})).await;
            assert!(again.is_err(), "the restored field must still be unique");
            other.close().await;
            place.remove().await;
        }
    }

    async fn t31_a_backup_holds_no_credential_and_the_key_only_when_asked(store: &TestStore) {
        fill(store).await;
        save(store, &file(store)).await.unwrap();
        let bytes = fs::read(file(store)).unwrap();
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|it| it == text.as_bytes());
        assert!(!holds(&bytes, MARKER) && !holds(&bytes, KEY));
        assert!(holds(&bytes, "https://x/"), "the search must find text that is in the file");
        let with = store.dir.path().join("with.tar");
        backup(&store.options(), &with, true, NOW, &mut |_| {}).await.unwrap();
        assert!(holds(&fs::read(&with).unwrap(), KEY));
        assert!(!holds(&fs::read(&with).unwrap(), MARKER));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&with).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // A store without a key takes the key of the backup. Only its owner can read the file.
        let place = Place::new(false).await;
        let options = Options { master_key: None, ..place.options() };
        restore(&options, &with, NOW, &mut |_| {}).await.unwrap();
        assert_eq!(fs::read_to_string(options.data_dir.join("master.key")).unwrap().trim(), KEY);
        Store::open(options, NOW).await.unwrap().close().await;
        // If there is no key at all, the start fails, and no new key is created: it could open
        // nothing.
        let place = Place::new(false).await;
        let options = Options { master_key: None, ..place.options() };
        restore(&options, &file(store), NOW, &mut |_| {}).await.unwrap();
        assert!(matches!(Store::open(options, NOW).await, Err(OpenError::NoKey { .. })));
    }

    async fn a_damaged_or_foreign_file_restores_nothing(store: &TestStore) {
        fill(store).await;
        save(store, &file(store)).await.unwrap();
        let good = fs::read(file(store)).unwrap();
        let bad = store.dir.path().join("bad.tar");
        let place = Place::new(store.is_postgres()).await;
        let mut tried = 0;
        for at in (700..good.len() - 1024).step_by(good.len() / 23) {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            fs::write(&bad, &bytes).unwrap();
            match restore_into(&place, &bad).await {
                Err(BackupError::Damaged { .. }) => tried += 1,
                // The checksums do not cover tar's own padding, but that must be zero.
                Ok(_) => panic!("a flipped bit at {at} was not detected"),
                Err(other) => panic!("at {at}: {other}"),
            }
        }
        assert!(tried > 20);
        for length in [good.len() / 2, good.len() - 1024, good.len() - 2048] {
            fs::write(&bad, &good[..length]).unwrap();
            assert!(matches!(restore_into(&place, &bad).await, Err(BackupError::Damaged { .. })), "{length}");
        }
        for text in ["", "no backup at all"] {
            fs::write(&bad, text).unwrap();
            assert!(matches!(restore_into(&place, &bad).await, Err(BackupError::NoBackup(_))));
        }
        // The failed attempts left nothing behind that prevents a restore.
        restore_into(&place, &file(store)).await.unwrap();
        let again = restore_into(&place, &file(store)).await;
        assert!(matches!(again, Err(BackupError::NotEmpty(_))), "{again:?}");
        place.remove().await;
    }

    async fn a_backup_overwrites_nothing_and_knows_a_newer_schema(store: &TestStore) {
        fill(store).await;
        save(store, &file(store)).await.unwrap();
        let first = fs::read(file(store)).unwrap();
        let again = save(store, &file(store)).await;
        assert!(matches!(again, Err(BackupError::There(_))));
        assert_eq!(fs::read(file(store)).unwrap(), first);
        let drafts = fs::read_dir(store.dir.path()).unwrap();
        let drafts = drafts.filter(|it| it.as_ref().unwrap().path().extension().is_some_and(|it| it == "part"));
        assert_eq!(drafts.count(), 0);
        store.run_sql("INSERT INTO schema_migrations (number, name, applied_at) VALUES (999, 'later', 0)").await;
        let newer = save(store, &store.dir.path().join("newer.tar")).await;
        assert!(matches!(newer, Err(BackupError::Open(OpenError::NewerSchema { found: 999, .. }))), "{newer:?}");
    }

    async fn a_backup_while_writing_is_of_one_moment(store: &TestStore) {
        let record_app = fill(store).await;
        let (stop, written) = (AtomicBool::new(false), AtomicU64::new(0));
        // Each write adds two records, so that half a write would be visible.
        let write = async {
            while !stop.load(Ordering::Relaxed) {
                let number = written.load(Ordering::Relaxed);
                let record_app = &record_app.record_app;
                let key = record_app.upload(store, "b.txt").await;
                let pair = [
                    json!({"title": {"value": format!("left {number}")}}),
                    json!({"title": {"value": format!("right {number}")}, "files": {"value": [{"fileKey": key.as_str()}]}}),
                ];
                let pair = pair.map(given);
                store.add_records(&record_app.access, &pair, &record_app.moment).await.unwrap();
                written.fetch_add(1, Ordering::Relaxed);
            }
        };
        let save = async {
            while written.load(Ordering::Relaxed) < 10 {
                tokio::task::yield_now().await;
            }
            let mut counts = Vec::new();
            for number in 0..3 {
                let answered = written.load(Ordering::Relaxed);
                let to = store.dir.path().join(format!("{number}.tar"));
                save(store, &to).await.unwrap();
                counts.push((to, answered));
            }
            stop.store(true, Ordering::Relaxed);
            counts
        };
        let ((), counts) = tokio::join!(write, save);
        for (from, answered) in counts {
            let place = Place::new(!store.is_postgres()).await;
            restore_into(&place, &from).await.unwrap();
            let other = place.open().await;
            assert_eq!(other.check().await.unwrap().faults, []);
            let all = record_app.list(&other).await;
            let title = |it: &&Record| it.get("title").unwrap().text().unwrap().into_owned();
            let count = |side: &str| all.iter().filter(|it| title(it).starts_with(side)).count() as u64;
            assert_eq!(count("left"), count("right"));
            assert!(count("left") >= answered, "{} of {answered}", count("left"));
            other.close().await;
            place.remove().await;
        }
    }

    async fn the_sweep_spares_blobs_while_a_backup_is_made(store: &TestStore) {
        let record_app = fill(store).await;
        let to = file(store);
        let mut swept = None;
        // This runs between the rows and the blobs. It deletes the records, and sweeps at a time at
        // which their files are old enough to be removed.
        let mut once = false;
        let share = store.share();
        let records: Vec<_> = record_app.list(store).await.iter().map(|it| (it.id, None)).collect();
        let runtime = tokio::runtime::Handle::current();
        let late = i64::try_from(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap() + 2 * GRACE;
        backup(&store.options(), &to, false, late, &mut |progress| {
            if matches!(progress, plugdock_store::Progress::Blobs(..)) && !std::mem::replace(&mut once, true) {
                swept = Some(tokio::task::block_in_place(|| runtime.block_on(async {
                    share.delete_records(&record_app.record_app.access, &records, &record_app.record_app.moment).await.unwrap();
                    share.sweep(late).await.unwrap().blobs
                })));
            }
        }).await.unwrap();
        assert_eq!(swept, Some(0));
        // The files of the plug-in's old version are still in use. Only the records' file is
        // removed.
        assert_eq!(store.sweep(late).await.unwrap().blobs, 1);
        let place = Place::new(false).await;
        restore_into(&place, &to).await.unwrap();
        let other = place.open().await;
        assert!(other.blob(&Sha256::of(b"bytes")).await.is_ok());
        assert_eq!(other.check().await.unwrap().faults, []);
    }
}
