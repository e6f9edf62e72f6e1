//! Blobs in S3. The tests use a server that `scripts/s3-test` starts.

use std::env;

use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};
use plugdock_store::{Actor, Error, Options, Role, Sha256, Store};

use crate::{
    fixtures::{id, install, user},
    harness::NOW,
};

static PART: [u8; 1 << 20] = [7; 1 << 20];

fn body(parts: usize) -> impl stream::Stream<Item = Result<Bytes, std::io::Error>> + Send {
    stream::iter((0..parts).map(|_| Ok(Bytes::from_static(&PART))))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plug_ins_and_uploads_lie_in_s3() {
    let url = env::var("PLUGDOCK_TEST_S3_URL").expect(
        "PLUGDOCK_TEST_S3_URL must be s3://BUCKET/PREFIX?endpoint=… with an existing bucket: run scripts/s3-test",
    );
    let dir = tempfile::tempdir().unwrap();
    let mut options = Options::in_dir(dir.path(), Role::Serve);
    options.storage_url = Some(url);
    let store = Store::open(options, NOW).await.unwrap();
    let admin = user(&store, "admin", true).await;
    install(&store, &admin, 'a', "1", &[]).await;
    install(&store, &admin, 'a', "1", &[]).await;
    let plugin = store.plugin(&id('a')).await.unwrap().unwrap();
    assert_eq!(
        &*store.blob(&plugin.files[0].sha256).await.unwrap(),
        b"console.log('a 1')"
    );
    // The upload has three parts of at most 5 MiB each and is then copied to its name.
    let actor = Actor::User(admin, None);
    let key = store
        .add_upload(&actor, "f", "", body(12), 12 << 20, NOW)
        .await
        .unwrap();
    let upload = store.upload(&key, &actor, NOW).await.unwrap();
    let parts = store.blobs().stream(&upload.sha256).await.unwrap();
    let size = parts
        .try_fold(0, |size, part| async move { Ok(size + part.len()) })
        .await
        .unwrap();
    assert_eq!(size, 12 << 20);
    let large = store
        .add_upload(&actor, "f", "", body(12), 11 << 20, NOW)
        .await;
    assert!(matches!(large, Err(Error::TooLarge(_))));
    let missing = store.blob(&Sha256::of(b"never stored")).await;
    assert!(matches!(missing, Err(Error::Blobs(_))), "{missing:?}");
    // A sweep far in the future removes the upload and keeps the files of the plug-in.
    let swept = store.sweep(NOW * 2).await.unwrap();
    assert_eq!((swept.uploads, swept.blobs), (1, 1));
    assert!(store.blob(&plugin.files[0].sha256).await.is_ok());
    assert!(store.blob(&upload.sha256).await.is_err());
    assert!(!dir.path().join("blobs").exists());
    store.close().await;
}
