//! What `plugdock check` finds.

use std::fs;

use plugdock_store::{Fault, GRACE, Sha256};
use serde_json::json;

use crate::{
    fixtures::{app, id, install, proxy_config},
    harness::{NOW, TestStore},
    records::record_app,
};

/// The file that a blob is.
fn file(store: &TestStore, hash: &Sha256) -> std::path::PathBuf {
    let name = hash.to_string();
    store
        .dir
        .path()
        .join("blobs/blobs")
        .join(&name[..2])
        .join(&name)
}

both! {
    async fn a_check_finds_what_is_missing_damaged_or_loose(store: &TestStore) {
        let (admin, _, access) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        store.add_app_plugins(&access, &[id('a')], 20, None, NOW).await.unwrap();
        store.save_proxy_config(&access, &id('a'), proxy_config("GET", "https://x/", "t"), NOW).await.unwrap();
        let record_app = record_app(store, json!({"files": {"type": "FILE", "code": "files", "label": "files"}})).await;
        let key = record_app.upload(store, "a.txt").await;
        let record = record_app.add(store, json!({"files": {"value": [{"fileKey": key.as_str()}]}})).await.unwrap();
        let seen = store.check().await.unwrap();
        assert_eq!((seen.blobs, seen.records, seen.orphans), (2, 1, 0));
        assert_eq!(seen.faults, []);

        let plugin = store.plugin(&id('a')).await.unwrap().unwrap();
        let script = plugin.files[0].sha256;
        fs::write(file(store, &script), "changed").unwrap();
        let attached = Sha256::of(b"bytes");
        fs::remove_file(file(store, &attached)).unwrap();
        store.run_sql("UPDATE attachments SET record_id = 77").await;
        store.run_sql("UPDATE proxy_configs SET url = 'https://y/'").await;
        store.run_sql("UPDATE plugins SET current_number = 9").await;
        let found = store.check().await.unwrap().faults;
        let is = |wanted: &dyn Fn(&Fault) -> bool| found.iter().filter(|fault| wanted(fault)).count();
        let app = record_app.access.app();
        assert_eq!(is(&|fault| *fault == Fault::DamagedBlob(script)), 1);
        assert_eq!(is(&|fault| *fault == Fault::MissingBlob(attached)), 1);
        assert_eq!(is(&|fault| matches!(fault, Fault::MissingFile(of, it, _) if (*of, *it) == (app, record))), 1);
        assert_eq!(is(&|fault| matches!(fault, Fault::LooseFile(of, it, _) if (*of, it.0) == (app, 77))), 1);
        assert_eq!(is(&|fault| matches!(fault, Fault::SealedProxyConfig(_))), 1);
        assert_eq!(is(&|fault| *fault == Fault::MissingVersion(id('a').to_string())), 1);
        assert_eq!(found.len(), 6, "{found:?}");
    }

    async fn what_a_killed_process_left_half_written_goes_after_a_day(store: &TestStore) {
        let (admin, ..) = app(store).await;
        install(store, &admin, 'a', "1", &[]).await;
        // As the storage names a file until it is whole, in both of its folders.
        let blobs = store.dir.path().join("blobs");
        let whole = store.plugin(&id('a')).await.unwrap().unwrap().files[0].sha256;
        let half = file(store, &whole).with_file_name(format!("{whole}#1"));
        fs::write(&half, "half").unwrap();
        fs::create_dir_all(blobs.join("incoming")).unwrap();
        fs::write(blobs.join("incoming/0b6e6d2c#2"), "half").unwrap();
        assert_eq!(store.check().await.unwrap().orphans, 2);
        let written = fs::metadata(&half).unwrap().modified().unwrap();
        let written = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
        let written = i64::try_from(written).unwrap();
        assert_eq!(store.sweep(written).await.unwrap().blobs, 0);
        assert_eq!(store.sweep(written + GRACE + 60_000).await.unwrap().blobs, 2);
        let seen = store.check().await.unwrap();
        assert_eq!((seen.orphans, seen.blobs, seen.faults), (0, 1, Vec::new()));
    }
}
