//! Uploads, blobs and the sweep.

use std::{io, time::SystemTime};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use plugdock_schema::FileKey;
use plugdock_store::{Actor, By, Error, GRACE, Permissions, Sha256, TokenHash, UPLOAD_LIFE};

use crate::{
    fixtures::{app, id, install, user},
    harness::{NOW, TestStore},
};

/// A part of a large body: 1 MiB.
static PART: [u8; 1 << 20] = [7; 1 << 20];

const HOUR: i64 = 3_600_000;

fn body(parts: Vec<&'static [u8]>) -> impl stream::Stream<Item = Result<Bytes, io::Error>> + Send {
    stream::iter(parts.into_iter().map(|part| Ok(Bytes::from_static(part))))
}

/// Returns the number of blobs and unfinished uploads, and the time at which the newest was
/// written, in Unix milliseconds.
fn files(store: &TestStore) -> (usize, i64) {
    let mut found = (0, 0);
    let mut folders = vec![store.dir.path().join("blobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let at = entry.metadata().unwrap().modified().unwrap();
                let at = at
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .unwrap()
                    .as_millis();
                found = (found.0 + 1, found.1.max(i64::try_from(at).unwrap()));
            }
        }
    }
    found
}

both! {
    async fn an_upload_belongs_to_its_uploader_and_lives_three_days(store: &TestStore) { // R34
        let (ann, bob) = (user(store, "ann", false).await, user(store, "bob", true).await);
        let (ann, bob) = (Actor::User(ann, None), Actor::User(bob, None));
        let key = store.add_upload(&ann, "日本.zip", "application/zip", body(vec![b"ab", b"c"]), 3, NOW).await.unwrap();
        let upload = store.upload(&key, &ann, NOW + UPLOAD_LIFE - 1).await.unwrap();
        assert_eq!((&*upload.name, &*upload.content_type, upload.size), ("日本.zip", "application/zip", 3));
        assert_eq!(upload.sha256, Sha256::of(b"abc"));
        assert_eq!(&*store.blob(&upload.sha256).await.unwrap(), b"abc");
        let version = uuid::Uuid::parse_str(key.as_str()).unwrap().get_version_num();
        assert_eq!(version, 4);
        for gone in [
            store.upload(&key, &bob, NOW).await,
            store.upload(&key, &ann, NOW + UPLOAD_LIFE).await,
            store.upload(&FileKey::from("another"), &ann, NOW).await,
            store.upload(&"../../etc/passwd".into(), &ann, NOW).await,
        ] {
            assert!(matches!(gone, Err(Error::NoFile(_))));
        }
    }

    async fn tokens_own_what_they_upload(store: &TestStore) {
        let (admin, _, access) = app(store).await;
        let one = store.add_api_token(&access, &TokenHash::of("1"), Permissions::ALL, NOW).await.unwrap();
        let two = store.add_api_token(&access, &TokenHash::of("2"), Permissions::ALL, NOW).await.unwrap();
        let both = Actor::Tokens(vec![one.clone(), two.clone()], None);
        let key = store.add_upload(&both, "f", "text/plain", body(vec![b"x"]), 9, NOW).await.unwrap();
        assert!(store.upload(&key, &Actor::Tokens(vec![two, one.clone()], None), NOW).await.is_ok());
        assert!(store.upload(&key, &Actor::Tokens(vec![one], None), NOW).await.is_err());
        assert!(store.upload(&key, &Actor::User(admin, None), NOW).await.is_err());
    }

    async fn a_body_that_is_too_large_or_breaks_off_leaves_nothing(store: &TestStore) {
        let ann = Actor::User(user(store, "ann", false).await, None);
        let large = store.add_upload(&ann, "f", "", body(vec![b"ab", b"cd"]), 3, NOW).await;
        assert!(matches!(large, Err(Error::TooLarge(3))));
        let broken = body(vec![b"ab"]).chain(stream::iter([Err(io::Error::other("gone"))]));
        let broken = store.add_upload(&ann, "f", "", broken, 9, NOW).await;
        assert!(matches!(broken, Err(Error::Body(_))));
        assert_eq!((files(store).0, store.count("uploads").await), (0, 0));
    }

    async fn a_large_body_streams_in_and_out(store: &TestStore) {
        let ann = Actor::User(user(store, "ann", false).await, None);
        let part: &'static [u8] = &PART;
        let key = store.add_upload(&ann, "f", "", body(vec![part; 12]), 12 << 20, NOW).await.unwrap();
        let upload = store.upload(&key, &ann, NOW).await.unwrap();
        let read = async || {
            let parts = store.blobs().stream(&upload.sha256).await?;
            parts.try_fold(0, |size, part| async move { Ok(size + part.len()) }).await
        };
        assert_eq!((upload.size, read().await.unwrap()), (12 << 20, 12 << 20));
        // The stream of a damaged blob ends with an error (T45).
        let name = upload.sha256.to_string();
        std::fs::write(store.dir.path().join("blobs/blobs").join(&name[..2]).join(&name), "short").unwrap();
        assert!(matches!(read().await, Err(Error::Damaged(_))));
    }

    async fn the_sweep_takes_what_is_over_and_orphans_after_a_day(store: &TestStore) {
        let (admin, _, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        install(store, &admin, 'b', "1", &[]).await;
        store.add_app_plugins(&access, &[id('b')], 20, None, NOW).await.unwrap();
        let ann = Actor::User(admin.clone(), None);
        // Times in this test follow the storage, whose files have the time of the machine's clock.
        let written = files(store).1;
        store.add_upload(&ann, "f", "", body(vec![b"kept"]), 9, written + HOUR).await.unwrap();
        store.add_upload(&ann, "f", "", body(vec![b"over"]), 9, written - UPLOAD_LIFE).await.unwrap();
        store.uninstall_plugin(&id('a'), By::user(admin.id, None), written).await.unwrap();
        store.uninstall_plugin(&id('b'), By::user(admin.id, None), written).await.unwrap();
        install(store, &admin, 'b', "1", &[]).await;
        let youngest = files(store).1;
        assert_eq!(files(store).0, 4);
        let early = store.sweep(youngest).await.unwrap();
        assert_eq!((early.uploads, early.blobs, early.plugins, files(store).0), (1, 0, 0, 4));
        // The sweep removes the file of `a` and the blob of the expired upload.
        let late = store.sweep(youngest + GRACE + 1).await.unwrap();
        assert_eq!((late.uploads, late.blobs, late.plugins, files(store).0), (0, 2, 1, 2));
        let plugin = store.plugin(&id('b')).await.unwrap().unwrap();
        assert!(store.blob(&plugin.files[0].sha256).await.is_ok());
    }
}
