//! T31: rotation of the master key while processes serve. Stored values can be opened at all times,
//! and a missing or wrong key is reported.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use plugdock_store::{
    Access, BackupError, Error, Fault, KeyError, KeyState, OpenError, OpenProxyConfig, Options,
    Role, Store, backup, restore,
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Notify;

use crate::{
    fixtures::{app, id, install, proxy_config},
    harness::{KEY, NOW, TestStore, url_of},
};

/// The number of proxy configs. It makes more than two batches.
const MANY: usize = 120;

/// A duration that is longer than a save takes if it need not wait.
const MOMENT: Duration = Duration::from_millis(500);

/// Fills the store with proxy configs. Its key is in the file of the data folder.
async fn store_configs(store: &TestStore, count: usize) -> Access {
    std::fs::write(store.dir.path().join("master.key"), KEY).unwrap();
    let (admin, _, access) = app(store).await;
    install(store, &admin, 'a', "1", &[]).await;
    store
        .add_app_plugins(&access, &[id('a')], 20, None, NOW)
        .await
        .unwrap();
    for number in 0..count {
        save(store, &access, number).await.unwrap();
    }
    access
}

fn url(number: usize) -> String {
    format!("https://a.example/{number:04}")
}

async fn save(store: &Store, access: &Access, number: usize) -> plugdock_store::Result<()> {
    let new = proxy_config("GET", &url(number), &format!("Bearer {number}"));
    store
        .save_proxy_config(access, &id('a'), new, NOW)
        .await
        .map(drop)
}

/// Opens the store as another process, with the keys of the file or the given ones.
async fn process(store: &TestStore, given: Option<&str>) -> Result<Store, OpenError> {
    Store::open(options(store, given), NOW).await
}

fn options(store: &TestStore, given: Option<&str>) -> Options {
    Options {
        role: Role::Tool,
        master_key: given.map(Into::into),
        ..store.options()
    }
}

async fn read(store: &Store, access: &Access) -> plugdock_store::Result<Vec<OpenProxyConfig>> {
    let preview = store.app(access.app()).await.unwrap().unwrap().preview;
    store.open_proxy_configs(access.app(), preview).await
}

/// Checks that each proxy config can be opened and has its saved values.
fn check_configs(proxy_configs: &[OpenProxyConfig], count: usize) {
    assert_eq!(proxy_configs.len(), count);
    for proxy_config in proxy_configs {
        let number: usize = proxy_config
            .url
            .rsplit('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let token: &SecretString = &proxy_config.headers[0].1;
        assert_eq!(token.expose_secret(), format!("Bearer {number}"));
    }
}

fn sealed_with<'a>(keys: &'a [KeyState], name: &str) -> &'a KeyState {
    keys.iter().find(|key| key.name == name).unwrap()
}

fn key_file(store: &TestStore) -> String {
    let text = std::fs::read_to_string(store.dir.path().join("master.key")).unwrap();
    text.trim().to_owned()
}

both! {
    async fn t31_a_rotation_with_the_file_is_learnt_by_every_process(store: &TestStore) {
        let access = store_configs(store, 3).await;
        // The processes read the file at their start. They all continue without a restart.
        let (tool, one, other) = (
            process(store, None).await.unwrap(),
            process(store, None).await.unwrap(),
            process(store, None).await.unwrap(),
        );
        let rotation = tool.rotate_key(NOW).await.unwrap();
        let from = rotation.from.clone().unwrap();
        assert_ne!(rotation.key, from);
        assert!(key_file(store).ends_with(KEY) && key_file(store).contains(','));
        // In the middle of the rotation, old rows can be opened, and new values are sealed with the
        // new key.
        save(&one, &access, 3).await.unwrap();
        check_configs(&read(&other, &access).await.unwrap(), 4);
        let keys = tool.keys().await.unwrap();
        assert_eq!((sealed_with(&keys, &from).proxy_configs, sealed_with(&keys, &rotation.key).proxy_configs), (3, 1));
        assert!(sealed_with(&keys, &rotation.key).seals && !sealed_with(&keys, &from).seals);
        let refused = tool.drop_keys(NOW).await.unwrap_err();
        assert!(matches!(&refused, KeyError::InUse(key) if *key == from), "{refused}");
        let done = tool.reseal(NOW, &mut |_| ()).await.unwrap();
        assert_eq!((done.done, done.damaged), (3, Vec::new()));
        for process in [&one, &other, &tool] {
            check_configs(&read(process, &access).await.unwrap(), 4);
        }
        assert_eq!(tool.drop_keys(NOW).await.unwrap(), std::slice::from_ref(&from));
        assert!(!key_file(store).contains(KEY));
        // A process that starts now has only the new key, and can open everything.
        let late = process(store, None).await.unwrap();
        check_configs(&read(&late, &access).await.unwrap(), 4);
        assert_eq!(late.check().await.unwrap().faults, []);
        // The old key does not count as a new one, so a store with it is refused.
        let refused = process(store, Some(KEY)).await.unwrap_err();
        assert!(matches!(&refused, OpenError::WrongKey { expected, .. } if *expected == rotation.key), "{refused}");
        for store in [tool, one, other, late] {
            store.close().await;
        }
    }

    async fn t31_asking_again_makes_no_other_key(store: &TestStore) {
        store_configs(store, 1).await;
        let tool = process(store, None).await.unwrap();
        let first = tool.rotate_key(NOW).await.unwrap();
        let file = key_file(store);
        // This holds while the rotation is unfinished, when it is finished, and after that.
        for finish in [false, true, true] {
            if finish {
                tool.reseal(NOW, &mut |_| ()).await.unwrap();
            }
            let again = tool.rotate_key(NOW).await.unwrap();
            assert_eq!((&again.key, &again.from), (&first.key, &None));
            assert_eq!(key_file(store), file);
        }
        tool.drop_keys(NOW).await.unwrap();
        assert_eq!(tool.drop_keys(NOW).await.unwrap(), [""; 0]);
        let (one, other) = tokio::join!(tool.rotate_key(NOW), async {
            let other = process(store, None).await.unwrap();
            let rotated = other.rotate_key(NOW).await;
            other.close().await;
            rotated
        });
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.key, other.key);
        assert!(one.from.is_some() != other.from.is_some());
        assert_ne!(one.key, first.key);
        tool.close().await;
    }

    async fn t31_a_rotation_that_was_killed_goes_on_where_it_was(store: &TestStore) {
        let access = store_configs(store, MANY).await;
        let tool = process(store, None).await.unwrap();
        let rotation = tool.rotate_key(NOW).await.unwrap();
        // The process stops after the first batch.
        let (stop, count) = (Notify::new(), AtomicU64::new(0));
        let mut progress = |done| {
            count.store(done, Ordering::Relaxed);
            stop.notify_one();
        };
        tokio::select! {
            done = tool.reseal(NOW, &mut progress) => panic!("{done:?}"),
            () = stop.notified() => {}
        }
        tool.close().await;
        let done = usize::try_from(count.load(Ordering::Relaxed)).unwrap();
        assert!(done > 0 && done < MANY, "{done}");
        let tool = process(store, None).await.unwrap();
        check_configs(&read(&tool, &access).await.unwrap(), MANY);
        assert_eq!(tool.rotate_key(NOW).await.unwrap().from, None);
        let rest = tool.reseal(NOW, &mut |_| ()).await.unwrap();
        assert_eq!(usize::try_from(rest.done).unwrap(), MANY - done);
        let keys = tool.keys().await.unwrap();
        assert_eq!(usize::try_from(sealed_with(&keys, &rotation.key).proxy_configs).unwrap(), MANY);
        check_configs(&read(&tool, &access).await.unwrap(), MANY);
        tool.close().await;
    }

    async fn t31_what_is_saved_during_a_rotation_is_never_left_behind(store: &TestStore) {
        let access = store_configs(store, MANY).await;
        let (tool, server) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        let saving = async {
            for number in MANY..MANY + 60 {
                save(&server, &access, number).await.unwrap();
                let preview = read(&server, &access).await.unwrap();
                check_configs(&preview, number + 1);
            }
        };
        let rotating = async {
            for _ in 0..3 {
                let rotation = tool.rotate_key(NOW).await.unwrap();
                assert!(rotation.from.is_some());
                tool.reseal(NOW, &mut |_| ()).await.unwrap();
                // Keys that are still needed cannot be dropped, so nothing is lost.
                tool.drop_keys(NOW).await.unwrap();
            }
        };
        tokio::join!(saving, rotating);
        assert_eq!(tool.check().await.unwrap().faults, []);
        check_configs(&read(&tool, &access).await.unwrap(), MANY + 60);
        tool.close().await;
        server.close().await;
    }

    async fn t31_what_is_being_saved_waits_for_the_key_that_is_being_changed(store: &TestStore) {
        let access = store_configs(store, 0).await;
        let (process, saver) = (store.share(), access.clone());
        // The lock simulates a rotation that has not committed its new key yet.
        let change = "UPDATE server_settings SET updated_at = updated_at WHERE key = 'sealing.key'";
        let mut saving = None;
        let too_early = async {
            let task = saving.insert(tokio::spawn(async move { save(&process, &saver, 0).await }));
            assert!(tokio::time::timeout(MOMENT, task).await.is_err(), "the value was saved with a key that may be the old one");
        };
        store.holding(change, too_early).await;
        saving.unwrap().await.unwrap().unwrap();
        check_configs(&read(store, &access).await.unwrap(), 1);
    }

    async fn t31_two_that_re_seal_at_once_do_each_proxy_config_once(store: &TestStore) {
        let access = store_configs(store, MANY).await;
        let (one, other) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        one.rotate_key(NOW).await.unwrap();
        let (mut ignore, mut ignore_too) = (|_| (), |_| ());
        let (here, there) = tokio::join!(one.reseal(NOW, &mut ignore), other.reseal(NOW, &mut ignore_too));
        assert_eq!(usize::try_from(here.unwrap().done + there.unwrap().done).unwrap(), MANY);
        check_configs(&read(&one, &access).await.unwrap(), MANY);
        one.close().await;
        other.close().await;
    }

    async fn t31_re_sealing_ends_where_another_key_took_over(store: &TestStore) {
        let access = store_configs(store, MANY).await;
        let (slow, quick) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        slow.rotate_key(NOW).await.unwrap();
        let mut newest = None;
        // After the first batch, the other process finishes this rotation and the next one.
        let mut overtaken = |_| {
            let other = async {
                quick.reseal(NOW, &mut |_| ()).await.unwrap();
                quick.drop_keys(NOW).await.unwrap();
                newest = Some(quick.rotate_key(NOW).await.unwrap().key);
                quick.reseal(NOW, &mut |_| ()).await.unwrap();
            };
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(other));
        };
        let seen = slow.reseal(NOW, &mut overtaken).await.unwrap();
        assert!(seen.done > 0 && usize::try_from(seen.done).unwrap() < MANY, "{seen:?}");
        let keys = slow.keys().await.unwrap();
        assert_eq!(usize::try_from(sealed_with(&keys, &newest.unwrap()).proxy_configs).unwrap(), MANY);
        check_configs(&read(&slow, &access).await.unwrap(), MANY);
        slow.close().await;
        quick.close().await;
    }

    async fn t31_given_keys_are_changed_over_in_the_database(store: &TestStore) {
        let access = store_configs(store, 2).await;
        let new = "11".repeat(32);
        let both = format!("{new},{KEY}");
        // Processes are restarted with both keys one after the other. Each still seals with the old
        // key.
        let restarted = process(store, Some(&both)).await.unwrap();
        let waiting = process(store, Some(KEY)).await.unwrap();
        save(&restarted, &access, 2).await.unwrap();
        check_configs(&read(&waiting, &access).await.unwrap(), 3);
        let refused = waiting.rotate_key(NOW).await.unwrap_err();
        assert!(refused.to_string().contains("PLUGDOCK_MASTER_KEY=NEW,OLD"), "{refused}");
        let rotation = restarted.rotate_key(NOW).await.unwrap();
        restarted.reseal(NOW, &mut |_| ()).await.unwrap();
        check_configs(&read(&restarted, &access).await.unwrap(), 3);
        // The process without the new key reports it when it reads and when it saves.
        for error in [read(&waiting, &access).await.unwrap_err(), save(&waiting, &access, 9).await.unwrap_err()] {
            assert!(matches!(&error, Error::NoSealingKey(key) if *key == rotation.key), "{error}");
            assert!(error.to_string().contains("PLUGDOCK_MASTER_KEY"));
            assert!(!error.to_string().contains("1111"));
        }
        check_configs(&read(&restarted, &access).await.unwrap(), 3);
        let old = rotation.from.clone().unwrap();
        assert_eq!(restarted.drop_keys(NOW).await.unwrap(), [old]);
        // A start with only the old key is refused. A start with only the new key is not.
        let refused = process(store, Some(KEY)).await.unwrap_err();
        assert!(matches!(refused, OpenError::WrongKey { .. }), "{refused}");
        let alone = process(store, Some(&new)).await.unwrap();
        check_configs(&read(&alone, &access).await.unwrap(), 3);
        for store in [restarted, waiting, alone] {
            store.close().await;
        }
    }

    async fn t31_half_rotated_both_keys_are_needed_at_a_start(store: &TestStore) {
        store_configs(store, 1).await;
        let new = "11".repeat(32);
        let tool = process(store, Some(&format!("{KEY},{new}"))).await.unwrap();
        tool.rotate_key(NOW).await.unwrap();
        for alone in [KEY, &new] {
            let refused = process(store, Some(alone)).await.unwrap_err();
            assert!(matches!(&refused, OpenError::WrongKey { .. }), "{refused}");
        }
        // If the file is missing, no new key is created, because it could open nothing.
        std::fs::remove_file(store.dir.path().join("master.key")).unwrap();
        let refused = process(store, None).await.unwrap_err();
        assert!(matches!(&refused, OpenError::NoKey { expected, .. } if expected.contains(", ")), "{refused}");
        assert!(!store.dir.path().join("master.key").exists());
        tool.close().await;
    }

    async fn t31_what_does_not_open_stays_and_keeps_its_key(store: &TestStore) {
        let access = store_configs(store, 2).await;
        let tool = process(store, None).await.unwrap();
        // The key of the value is right but its place is wrong, as in a row that was copied
        // manually.
        store.run_sql(&format!("UPDATE proxy_configs SET url = 'https://other.example/' WHERE url = '{}'", url(0))).await;
        tool.rotate_key(NOW).await.unwrap();
        let seen = tool.reseal(NOW, &mut |_| ()).await.unwrap();
        assert_eq!((seen.done, seen.damaged.len()), (1, 1));
        assert!(matches!(tool.drop_keys(NOW).await, Err(KeyError::InUse(_))));
        assert_eq!(tool.check().await.unwrap().faults, [Fault::SealedProxyConfig(seen.damaged[0].clone())]);
        tool.delete_proxy_config(&access, &seen.damaged[0], NOW).await.unwrap();
        assert_eq!(tool.drop_keys(NOW).await.unwrap().len(), 1);
        tool.close().await;
    }

    async fn t31_a_backup_of_a_half_rotated_store_comes_back_whole(store: &TestStore) {
        let access = store_configs(store, MANY).await;
        let tool = process(store, None).await.unwrap();
        let rotation = tool.rotate_key(NOW).await.unwrap();
        let stop = Notify::new();
        let mut progress = |_| stop.notify_one();
        tokio::select! {
            done = tool.reseal(NOW, &mut progress) => panic!("{done:?}"),
            () = stop.notified() => {}
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("half.tar");
        let saved = backup(&options(store, None), &file, true, NOW, &mut |_| ()).await.unwrap();
        assert!(saved.with_key);
        // A backup with only one of the two keys would be incomplete.
        let lacking = folder.path().join("lacking.tar");
        let refused = backup(&options(store, Some(KEY)), &lacking, true, NOW, &mut |_| ()).await.unwrap_err();
        assert!(matches!(&refused, BackupError::OtherKey(key) if *key == rotation.key), "{refused}");
        assert!(!lacking.exists());
        let data = folder.path().join("data");
        let mut into = Options::in_dir(&data, Role::Tool);
        let database = format!("plugdock_test_{}", uuid::Uuid::new_v4().simple());
        let mut admin = None;
        if store.is_postgres() {
            let mut connection = crate::harness::admin().await;
            crate::harness::sql(&mut connection, &format!("CREATE DATABASE {database}")).await;
            into.database_url = Some(url_of(&database));
            admin = Some(connection);
        }
        restore(&into, &file, NOW, &mut |_| ()).await.unwrap();
        let back = Store::open(into, NOW).await.unwrap();
        check_configs(&read(&back, &access).await.unwrap(), MANY);
        assert_eq!(back.rotate_key(NOW).await.unwrap().key, rotation.key);
        assert!(back.reseal(NOW, &mut |_| ()).await.unwrap().done > 0);
        assert_eq!(back.drop_keys(NOW).await.unwrap(), [rotation.from.unwrap()]);
        assert_eq!(back.check().await.unwrap().faults, []);
        back.close().await;
        tool.close().await;
        if let Some(mut admin) = admin {
            crate::harness::sql(&mut admin, &format!("DROP DATABASE {database} WITH (FORCE)")).await;
        }
    }

    async fn a_database_of_a_release_before_rotation_goes_on_with_its_newest_key(store: &TestStore) {
        let access = store_configs(store, 1).await;
        store.run_sql("DELETE FROM server_settings WHERE key = 'sealing.key'").await;
        let next = process(store, None).await.unwrap();
        save(&next, &access, 1).await.unwrap();
        check_configs(&read(&next, &access).await.unwrap(), 2);
        next.close().await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_rotated_file_is_its_owners_alone_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = TestStore::sqlite().await;
    store_configs(&store, 1).await;
    let (here, elsewhere) = (store.dir.path(), tempfile::tempdir().unwrap());
    let real = elsewhere.path().join("key");
    std::fs::rename(here.join("master.key"), &real).unwrap();
    std::os::unix::fs::symlink(&real, here.join("master.key")).unwrap();
    let tool = process(&store, None).await.unwrap();
    tool.rotate_key(NOW).await.unwrap();
    assert!(here.join("master.key").is_symlink());
    assert!(std::fs::read_to_string(&real).unwrap().contains(','));
    let mode = std::fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // No temporary file is left.
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}
