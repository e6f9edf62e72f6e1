//! Opening the store: schema, locks and keys.

use std::collections::BTreeSet;

use plugdock_store::{OpenError, Role, Store};
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use serde_json::json;

use crate::harness::{NOW, TestStore, url_of};
use crate::records::record_app;

both! {
    async fn opens_again_what_it_made(store: &TestStore) {
        store.close().await;
        let mut options = store.options();
        options.role = Role::Tool;
        Store::open(options, NOW).await.unwrap().close().await;
    }

    async fn refuses_a_newer_schema(store: &TestStore) {
        let sql = "INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, 'later', 0)";
        if store.is_postgres() {
            let mut db = PgConnection::connect(&store.options().database_url.unwrap()).await.unwrap();
            sqlx::query(sql).execute(&mut db).await.unwrap();
        } else {
            let path = store.dir.path().join("plugdock.db");
            let mut db = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
            sqlx::query(sql).execute(&mut db).await.unwrap();
        }
        let mut options = store.options();
        options.role = Role::Tool;
        let error = Store::open(options, NOW).await.unwrap_err();
        assert!(matches!(error, OpenError::NewerSchema { found: 9999, .. }), "{error}");
        assert!(error.to_string().contains("newer release"));
    }
}

#[tokio::test]
async fn a_sqlite_database_has_one_serving_process_and_tools_beside_it() {
    let store = TestStore::sqlite().await;
    let error = Store::open(store.options(), NOW).await.unwrap_err();
    assert!(matches!(error, OpenError::Locked(_)), "{error}");
    let mut options = store.options();
    options.role = Role::Tool;
    Store::open(options, NOW).await.unwrap();
    let options = store.options();
    let dir = store.dir.path().to_owned();
    assert!(dir.join("plugdock.db").exists());
    store.close().await;
    let TestStoreParts { _dir } = parts(store);
    Store::open(options, NOW).await.unwrap();
}

/// Keeps the folder while the store is dropped and releases its lock.
struct TestStoreParts {
    _dir: tempfile::TempDir,
}

fn parts(store: TestStore) -> TestStoreParts {
    TestStoreParts { _dir: store.dir }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_schemas_have_the_same_tables_and_columns() {
    let lite = TestStore::sqlite().await;
    let path = lite.dir.path().join("plugdock.db");
    let mut db = SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    let sqlite: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let store = TestStore::postgres().await;
    store
        .run(async {
            let mut db = PgConnection::connect(&store.options().database_url.unwrap())
                .await
                .unwrap();
            let postgres: Vec<(String, String)> = sqlx::query_as(
                "SELECT table_name::text, column_name::text FROM information_schema.columns
                 WHERE table_schema = 'public'",
            )
            .fetch_all(&mut db)
            .await
            .unwrap();
            let sqlite: BTreeSet<_> = sqlite.iter().collect();
            let postgres: BTreeSet<_> = postgres.iter().collect();
            assert!(sqlite.len() > 100, "{}", sqlite.len());
            assert_eq!(sqlite, postgres);
        })
        .await;
}

/// Returns the text columns whose order is not that of their bytes, and the number of all text
/// columns.
async fn texts_in_another_order(store: &TestStore) -> (Vec<String>, i64) {
    const SQL: &str = "SELECT c.relname || '.' || a.attname, l.collname = 'C'
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
         AND a.atttypid = 'text'::regtype AND NOT a.attisdropped ORDER BY 1";
    let url = store.options().database_url.unwrap();
    let mut db = PgConnection::connect(&url).await.unwrap();
    let columns: Vec<(String, bool)> = sqlx::query_as(SQL).fetch_all(&mut db).await.unwrap();
    let count = i64::try_from(columns.len()).unwrap();
    let others = columns.into_iter().filter(|(_, by_bytes)| !by_bytes);
    (others.map(|(name, _)| name).collect(), count)
}

/// Takes back what the migrations from 10 on did.
const WITHOUT_LATER_MIGRATIONS: &str = "
    ALTER TABLE group_members RENAME COLUMN group_id TO circle_id;
    ALTER TABLE group_members RENAME TO circle_members;
    ALTER TABLE groups RENAME TO circles;
    ALTER INDEX group_members_user RENAME TO circle_members_user;
    ALTER INDEX group_members_primary RENAME TO circle_members_primary;
    ALTER TABLE revision_proxy_configs RENAME COLUMN proxy_config_id TO entry_id;
    ALTER TABLE revision_proxy_configs RENAME TO revision_entries;
    ALTER TABLE proxy_configs RENAME TO entries;
    ALTER INDEX proxy_configs_app RENAME TO entries_app;
    ALTER INDEX revision_proxy_configs_config RENAME TO revision_entries_entry;
    ALTER TABLE sign_in_throttle RENAME TO sign_in_tries;
    ALTER INDEX sign_in_throttle_until RENAME TO sign_in_tries_until;
    ALTER TABLE app_revisions DROP COLUMN acl;
    ALTER TABLE sessions DROP COLUMN address;
    ALTER TABLE sessions DROP COLUMN user_agent;
    ALTER TABLE audit DROP COLUMN token_id;
    ALTER TABLE audit DROP COLUMN address;
    DROP TABLE record_versions;
    ALTER TABLE sessions DROP COLUMN is_administration;
    ALTER TABLE sessions DROP COLUMN confirmed_at";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_on_postgresql_sorts_by_its_bytes() {
    let store = TestStore::postgres().await;
    store
        .run(Box::pin(async {
            record_app(&store, json!({"t": {"type": "SINGLE_LINE_TEXT"}})).await;
            let (others, count) = texts_in_another_order(&store).await;
            assert_eq!(others, [] as [String; 0]);
            assert!(count > 60, "{count}");
            // These columns are as releases before migration 9 created them.
            store
                .run_sql(
                    "ALTER TABLE app_revisions ALTER COLUMN process TYPE TEXT COLLATE \"default\";
                     ALTER TABLE audit ALTER COLUMN earlier TYPE TEXT COLLATE \"default\";
                     ALTER TABLE schema_migrations ALTER COLUMN name TYPE TEXT COLLATE \"default\";
                     ALTER TABLE r_1 ALTER COLUMN doc TYPE TEXT COLLATE \"default\";
                     DELETE FROM schema_migrations WHERE number >= 9",
                )
                .await;
            store.run_sql(WITHOUT_LATER_MIGRATIONS).await;
            let (others, _) = texts_in_another_order(&store).await;
            assert_eq!(others.len(), 4, "{others:?}");
            let reopened = Store::open(store.options(), NOW).await.unwrap();
            reopened.close().await;
            assert_eq!(texts_in_another_order(&store).await, (Vec::new(), count));
        }))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_on_postgresql_make_one_schema() {
    let template = TestStore::postgres().await;
    template
        .run(async {
            let name = format!("plugdock_test_{}", uuid::Uuid::new_v4().simple());
            let mut admin = crate::harness::admin().await;
            crate::harness::sql(&mut admin, &format!("CREATE DATABASE {name}")).await;
            let mut options = template.options();
            options.database_url = Some(url_of(&name));
            let starts = (0..4).map(|_| Store::open(options.clone(), NOW));
            for opened in futures_util::future::join_all(starts).await {
                opened.unwrap().close().await;
            }
            crate::harness::sql(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        })
        .await;
}

both! {
    async fn t31_a_wrong_master_key_stops_the_start(store: &TestStore) {
        let mut options = store.options();
        options.role = Role::Tool;
        options.master_key = Some("22".repeat(32).into());
        let error = Store::open(options.clone(), NOW).await.unwrap_err();
        assert!(matches!(&error, OpenError::WrongKey { .. }), "{error}");
        assert!(error.to_string().contains("use the previous key"));
        assert!(!error.to_string().contains("2222"));
        options.master_key = Some("not a key".into());
        let error = Store::open(options.clone(), NOW).await.unwrap_err();
        assert!(matches!(error, OpenError::KeyForm), "{error}");
        // Without a given key, none is created: it could open nothing and would take the place of
        // the lost one.
        options.master_key = None;
        let error = Store::open(options.clone(), NOW).await.unwrap_err();
        assert!(matches!(&error, OpenError::NoKey { .. }), "{error}");
        assert!(!options.data_dir.join("master.key").exists());
    }
}

#[tokio::test]
async fn a_tool_in_a_mistyped_folder_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let options = plugdock_store::Options::in_dir(dir.path().join("new"), Role::Tool);
    let error = Store::open(options, NOW).await.unwrap_err();
    assert!(matches!(&error, OpenError::NoData(_)), "{error}");
    assert!(!dir.path().join("new").exists());
}

#[tokio::test]
async fn an_unreachable_postgresql_is_reported_with_its_cause() {
    let dir = tempfile::tempdir().unwrap();
    let mut options = plugdock_store::Options::in_dir(dir.path(), Role::Tool);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    options.database_url = Some(format!("postgres://nobody@127.0.0.1:{port}/none"));
    let error = Store::open(options, NOW).await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test]
async fn the_first_start_makes_a_key_file_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    let options = plugdock_store::Options::in_dir(dir.path().join("new"), Role::Serve);
    Store::open(options.clone(), NOW)
        .await
        .unwrap()
        .close()
        .await;
    let path = dir.path().join("new/master.key");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The folder has no access for others either, because it holds password hashes and user files.
    let folder = std::fs::metadata(dir.path().join("new")).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    let first = std::fs::read_to_string(&path).unwrap();
    Store::open(options.clone(), NOW)
        .await
        .unwrap()
        .close()
        .await;
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
    assert_eq!(
        std::fs::read_dir(dir.path().join("new"))
            .unwrap()
            .filter(|file| {
                file.as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .contains("key")
            })
            .count(),
        1
    );
    std::fs::remove_file(&path).unwrap();
    let error = Store::open(options, NOW).await.unwrap_err();
    assert!(matches!(error, OpenError::NoKey { .. }), "{error}");
}

#[tokio::test]
async fn an_address_that_is_no_database_or_storage_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut options = plugdock_store::Options::in_dir(dir.path(), Role::Serve);
    options.database_url = Some("mysql://localhost/x".into());
    assert!(matches!(
        Store::open(options.clone(), NOW).await,
        Err(OpenError::DatabaseUrl)
    ));
    options.database_url = None;
    options.storage_url = Some("ftp://x".into());
    assert!(matches!(
        Store::open(options, NOW).await,
        Err(OpenError::Storage(_))
    ));
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_and_the_database_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let database = data.join("plugdock.db");
    let options = || plugdock_store::Options::in_dir(&data, Role::Serve);
    let store = Store::open(options(), NOW).await.unwrap();
    assert_eq!((mode(&data), mode(&database)), (0o700, 0o600));
    for beside in ["plugdock.db-wal", "plugdock.db-shm"] {
        assert_eq!(mode(&data.join(beside)), 0o600, "{beside}");
    }
    store.close().await;
    drop(store);
    // A database that an earlier release created for everyone is made private.
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o644)).unwrap();
    Store::open(options(), NOW).await.unwrap().close().await;
    assert_eq!(mode(&database), 0o600);
}
