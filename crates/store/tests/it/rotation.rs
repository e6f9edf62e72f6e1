//! T31: another master key while processes serve: what is kept opens all the time, and a lost or wrong
//! key says so.

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

/// More than two batches.
const MANY: usize = 120;

/// Longer than a save takes that waits for nothing.
const MOMENT: Duration = Duration::from_millis(500);

/// A store with proxy configs, whose key is in the folder's file.
async fn kept(store: &TestStore, count: usize) -> Access {
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

/// Another process on the same data, with the file's keys or those given.
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

/// Each proxy config opens and says what was saved.
fn right(proxy_configs: &[OpenProxyConfig], count: usize) {
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
        let access = kept(store, 3).await;
        // Two that serve: they read the file at their start, and both go on without a restart.
        let (tool, one, other) = (
            process(store, None).await.unwrap(),
            process(store, None).await.unwrap(),
            process(store, None).await.unwrap(),
        );
        let rotation = tool.rotate_key(NOW).await.unwrap();
        let from = rotation.from.clone().unwrap();
        assert_ne!(rotation.key, from);
        assert!(key_file(store).ends_with(KEY) && key_file(store).contains(','));
        // Half rotated: old rows stay readable, and what is saved is sealed with the new key.
        save(&one, &access, 3).await.unwrap();
        right(&read(&other, &access).await.unwrap(), 4);
        let keys = tool.keys().await.unwrap();
        assert_eq!((sealed_with(&keys, &from).proxy_configs, sealed_with(&keys, &rotation.key).proxy_configs), (3, 1));
        assert!(sealed_with(&keys, &rotation.key).seals && !sealed_with(&keys, &from).seals);
        let refused = tool.drop_keys(NOW).await.unwrap_err();
        assert!(matches!(&refused, KeyError::InUse(key) if *key == from), "{refused}");
        let done = tool.reseal(NOW, &mut |_| ()).await.unwrap();
        assert_eq!((done.done, done.damaged), (3, Vec::new()));
        for process in [&one, &other, &tool] {
            right(&read(process, &access).await.unwrap(), 4);
        }
        assert_eq!(tool.drop_keys(NOW).await.unwrap(), std::slice::from_ref(&from));
        assert!(!key_file(store).contains(KEY));
        // Whoever starts now has the new key alone, and all that is kept opens.
        let late = process(store, None).await.unwrap();
        right(&read(&late, &access).await.unwrap(), 4);
        assert_eq!(late.check().await.unwrap().faults, []);
        // The old key is no new one: a second rotation does not go back to it.
        let refused = process(store, Some(KEY)).await.unwrap_err();
        assert!(matches!(&refused, OpenError::WrongKey { expected, .. } if *expected == rotation.key), "{refused}");
        for store in [tool, one, other, late] {
            store.close().await;
        }
    }

    async fn t31_asking_again_makes_no_other_key(store: &TestStore) {
        kept(store, 1).await;
        let tool = process(store, None).await.unwrap();
        let first = tool.rotate_key(NOW).await.unwrap();
        let file = key_file(store);
        // Unfinished, finished, and both at once.
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
        let access = kept(store, MANY).await;
        let tool = process(store, None).await.unwrap();
        let rotation = tool.rotate_key(NOW).await.unwrap();
        // Killed after the first batch: whatever it was doing is not finished.
        let (stop, count) = (Notify::new(), AtomicU64::new(0));
        let mut told = |done| {
            count.store(done, Ordering::Relaxed);
            stop.notify_one();
        };
        tokio::select! {
            done = tool.reseal(NOW, &mut told) => panic!("{done:?}"),
            () = stop.notified() => {}
        }
        tool.close().await;
        let done = usize::try_from(count.load(Ordering::Relaxed)).unwrap();
        assert!(done > 0 && done < MANY, "{done}");
        let tool = process(store, None).await.unwrap();
        right(&read(&tool, &access).await.unwrap(), MANY);
        assert_eq!(tool.rotate_key(NOW).await.unwrap().from, None);
        let rest = tool.reseal(NOW, &mut |_| ()).await.unwrap();
        assert_eq!(usize::try_from(rest.done).unwrap(), MANY - done);
        let keys = tool.keys().await.unwrap();
        assert_eq!(usize::try_from(sealed_with(&keys, &rotation.key).proxy_configs).unwrap(), MANY);
        right(&read(&tool, &access).await.unwrap(), MANY);
        tool.close().await;
    }

    async fn t31_what_is_saved_during_a_rotation_is_never_left_behind(store: &TestStore) {
        let access = kept(store, MANY).await;
        let (tool, server) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        let saving = async {
            for number in MANY..MANY + 60 {
                save(&server, &access, number).await.unwrap();
                let preview = read(&server, &access).await.unwrap();
                right(&preview, number + 1);
            }
        };
        let rotating = async {
            for _ in 0..3 {
                let rotation = tool.rotate_key(NOW).await.unwrap();
                assert!(rotation.from.is_some());
                tool.reseal(NOW, &mut |_| ()).await.unwrap();
                // Refused as long as anything needs it, so nothing is lost by it.
                tool.drop_keys(NOW).await.unwrap();
            }
        };
        tokio::join!(saving, rotating);
        assert_eq!(tool.check().await.unwrap().faults, []);
        right(&read(&tool, &access).await.unwrap(), MANY + 60);
        tool.close().await;
        server.close().await;
    }

    async fn t31_what_is_being_saved_waits_for_the_key_that_is_being_changed(store: &TestStore) {
        let access = kept(store, 0).await;
        let (process, saver) = (store.share(), access.clone());
        // As a rotation does: it has not told yet which key seals.
        let change = "UPDATE server_settings SET updated_at = updated_at WHERE key = 'sealing.key'";
        let mut saving = None;
        let too_early = async {
            let task = saving.insert(tokio::spawn(async move { save(&process, &saver, 0).await }));
            assert!(tokio::time::timeout(MOMENT, task).await.is_err(), "saved under a key that may be the old one");
        };
        store.holding(change, too_early).await;
        saving.unwrap().await.unwrap().unwrap();
        right(&read(store, &access).await.unwrap(), 1);
    }

    async fn t31_two_that_re_seal_at_once_do_each_proxy_config_once(store: &TestStore) {
        let access = kept(store, MANY).await;
        let (one, other) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        one.rotate_key(NOW).await.unwrap();
        let (mut unheard, mut unheard_too) = (|_| (), |_| ());
        let (here, there) = tokio::join!(one.reseal(NOW, &mut unheard), other.reseal(NOW, &mut unheard_too));
        assert_eq!(usize::try_from(here.unwrap().done + there.unwrap().done).unwrap(), MANY);
        right(&read(&one, &access).await.unwrap(), MANY);
        one.close().await;
        other.close().await;
    }

    async fn t31_re_sealing_ends_where_another_key_took_over(store: &TestStore) {
        let access = kept(store, MANY).await;
        let (slow, quick) = (process(store, None).await.unwrap(), process(store, None).await.unwrap());
        slow.rotate_key(NOW).await.unwrap();
        let mut newest = None;
        // Behind its first batch, the other ends this rotation and the next.
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
        right(&read(&slow, &access).await.unwrap(), MANY);
        slow.close().await;
        quick.close().await;
    }

    async fn t31_given_keys_are_changed_over_in_the_database(store: &TestStore) {
        let access = kept(store, 2).await;
        let new = "11".repeat(32);
        let both = format!("{new},{KEY}");
        // Restarted with both keys, one after the other: each goes on sealing with the old one.
        let restarted = process(store, Some(&both)).await.unwrap();
        let waiting = process(store, Some(KEY)).await.unwrap();
        save(&restarted, &access, 2).await.unwrap();
        right(&read(&waiting, &access).await.unwrap(), 3);
        let refused = waiting.rotate_key(NOW).await.unwrap_err();
        assert!(refused.to_string().contains("PLUGDOCK_MASTER_KEY=NEW,OLD"), "{refused}");
        let rotation = restarted.rotate_key(NOW).await.unwrap();
        restarted.reseal(NOW, &mut |_| ()).await.unwrap();
        right(&read(&restarted, &access).await.unwrap(), 3);
        // The one that was forgotten says what it lacks, when it reads and when it saves.
        for error in [read(&waiting, &access).await.unwrap_err(), save(&waiting, &access, 9).await.unwrap_err()] {
            assert!(matches!(&error, Error::NoSealingKey(key) if *key == rotation.key), "{error}");
            assert!(error.to_string().contains("PLUGDOCK_MASTER_KEY"));
            assert!(!error.to_string().contains("1111"));
        }
        right(&read(&restarted, &access).await.unwrap(), 3);
        let old = rotation.from.clone().unwrap();
        assert_eq!(restarted.drop_keys(NOW).await.unwrap(), [old]);
        // A start with the old key alone is refused, and one with the new key alone is not.
        let refused = process(store, Some(KEY)).await.unwrap_err();
        assert!(matches!(refused, OpenError::WrongKey { .. }), "{refused}");
        let alone = process(store, Some(&new)).await.unwrap();
        right(&read(&alone, &access).await.unwrap(), 3);
        for store in [restarted, waiting, alone] {
            store.close().await;
        }
    }

    async fn t31_half_rotated_both_keys_are_needed_at_a_start(store: &TestStore) {
        kept(store, 1).await;
        let new = "11".repeat(32);
        let tool = process(store, Some(&format!("{KEY},{new}"))).await.unwrap();
        tool.rotate_key(NOW).await.unwrap();
        for alone in [KEY, &new] {
            let refused = process(store, Some(alone)).await.unwrap_err();
            assert!(matches!(&refused, OpenError::WrongKey { .. }), "{refused}");
        }
        // Without a file none is made that could open nothing.
        std::fs::remove_file(store.dir.path().join("master.key")).unwrap();
        let refused = process(store, None).await.unwrap_err();
        assert!(matches!(&refused, OpenError::NoKey { expected, .. } if expected.contains(", ")), "{refused}");
        assert!(!store.dir.path().join("master.key").exists());
        tool.close().await;
    }

    async fn t31_what_does_not_open_stays_and_keeps_its_key(store: &TestStore) {
        let access = kept(store, 2).await;
        let tool = process(store, None).await.unwrap();
        // Its key is right, its place is not: as a row that was copied by hand.
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
        let access = kept(store, MANY).await;
        let tool = process(store, None).await.unwrap();
        let rotation = tool.rotate_key(NOW).await.unwrap();
        let stop = Notify::new();
        let mut told = |_| stop.notify_one();
        tokio::select! {
            done = tool.reseal(NOW, &mut told) => panic!("{done:?}"),
            () = stop.notified() => {}
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("half.tar");
        let saved = backup(&options(store, None), &file, true, NOW, &mut |_| ()).await.unwrap();
        assert!(saved.with_key);
        // With one of the two keys the backup would not be whole.
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
        right(&read(&back, &access).await.unwrap(), MANY);
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
        let access = kept(store, 1).await;
        store.run_sql("DELETE FROM server_settings WHERE key = 'sealing.key'").await;
        let next = process(store, None).await.unwrap();
        save(&next, &access, 1).await.unwrap();
        right(&read(&next, &access).await.unwrap(), 2);
        next.close().await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_rotated_file_is_its_owners_alone_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = TestStore::sqlite().await;
    kept(&store, 1).await;
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
    // No draft of it stays behind.
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}
