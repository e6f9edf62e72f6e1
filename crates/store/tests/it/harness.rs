//! A fresh store for each test. PostgreSQL: a database copied from a template, dropped afterwards.

use std::env;

use plugdock_schema::Millis;
use plugdock_store::{Options, Role, Store};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::template_name::template_name;

/// The time at which every test begins.
pub(crate) const NOW: Millis = 1_800_000_000_000;

/// The key that seals in tests.
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Makes a test of each database out of one body:
/// `both! { async fn a_sentence(store: &TestStore) { … } }`.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: &TestStore) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every test uses all of its file")]
            use super::*;

            async fn story($store: &$crate::harness::TestStore) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let store = $crate::harness::TestStore::sqlite().await;
                store.run(story(&store)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let store = $crate::harness::TestStore::postgres().await;
                store.run(story(&store)).await;
            }
        }
    )+};
}

/// Does something on a connection of its own, past the store: `past!(store, |db| …)`.
macro_rules! past {
    ($store:expr, |$db:ident| $act:expr) => {
        if let Some(name) = &$store.database {
            let mut $db = PgConnection::connect(&url_of(name)).await.unwrap();
            $act
        } else {
            let path = $store.dir.path().join("plugdock.db");
            let path = path.to_str().unwrap();
            let mut $db = SqliteConnection::connect(path).await.unwrap();
            $act
        }
    };
}

/// A store of a test's own; derefs to [`Store`].
pub(crate) struct TestStore {
    store: Store,
    /// Its data folder.
    pub(crate) dir: TempDir,
    database: Option<String>,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    /// On SQLite.
    pub(crate) async fn sqlite() -> Self {
        Self::open(None).await
    }

    /// On PostgreSQL, which must be there: a store test never skips a database.
    pub(crate) async fn postgres() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(template).await;
        let name = format!("plugdock_test_{}", Uuid::new_v4().simple());
        let mut admin = admin().await;
        sql(
            &mut admin,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        admin.close().await.unwrap();
        Self::open(Some(name)).await
    }

    async fn open(database: Option<String>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(options(&dir, database.as_deref()), NOW)
            .await
            .unwrap();
        Self {
            store,
            dir,
            database,
        }
    }

    /// What opens this store once more, as another process would.
    pub(crate) fn options(&self) -> Options {
        options(&self.dir, self.database.as_deref())
    }

    /// A handle of its own for a task.
    pub(crate) fn share(&self) -> Store {
        self.store.clone()
    }

    /// True on PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        self.database.is_some()
    }

    /// Rows of a table, past the store's own questions.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        past!(self, |db| sqlx::query_scalar(sql)
            .fetch_one(&mut db)
            .await
            .unwrap())
    }

    /// Runs a statement past the store's own rules: what a crash or a hand may have done.
    pub(crate) async fn run_sql(&self, text: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(text));
        past!(self, |db| db.execute(sql).await.map(drop).unwrap());
    }

    /// Runs `body` while a transaction that did `text` stays open; it is rolled back then.
    pub(crate) async fn holding<T>(&self, text: &str, body: impl Future<Output = T>) -> T {
        let begin = match self.database {
            Some(_) => "BEGIN",
            None => "BEGIN IMMEDIATE",
        };
        let sql = sqlx::raw_sql(AssertSqlSafe(format!("{begin}; {text}")));
        past!(self, |db| {
            db.execute(sql).await.unwrap();
            let done = body.await;
            db.close().await.unwrap();
            done
        })
    }

    /// Runs a test, then closes the store and drops its database, also when the test fails.
    pub(crate) async fn run(&self, body: impl Future<Output = ()>) {
        let outcome =
            futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(body)).await;
        self.store.close().await;
        if let Some(name) = &self.database {
            let mut admin = admin().await;
            sql(&mut admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    }
}

fn options(dir: &TempDir, database: Option<&str>) -> Options {
    Options {
        database_url: database.map(url_of),
        master_key: Some(KEY.into()),
        ..Options::in_dir(dir.path(), Role::Serve)
    }
}

fn server_url() -> String {
    env::var("PLUGDOCK_TEST_DATABASE_URL").expect(
        "PLUGDOCK_TEST_DATABASE_URL must name a PostgreSQL server (postgres://user@host:port/postgres): \
         every store test runs on both databases",
    )
}

/// The address of another database on the test server.
pub(crate) fn url_of(database: &str) -> String {
    let url = server_url();
    let (server, _) = url
        .rsplit_once('/')
        .expect("an address that ends with /DATABASE");
    format!("{server}/{database}")
}

/// A connection to the server's own database.
pub(crate) async fn admin() -> PgConnection {
    PgConnection::connect(&server_url())
        .await
        .expect("the PostgreSQL of PLUGDOCK_TEST_DATABASE_URL answers")
}

/// Runs a statement that has no parameters.
pub(crate) async fn sql(connection: &mut PgConnection, text: &str) {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(text)))
        .await
        .unwrap();
}

/// Makes the template once for each shape of the schema, whoever comes first.
async fn template() -> String {
    let name = template_name("plugdock_template");
    let mut admin = admin().await;
    sql(&mut admin, "SELECT pg_advisory_lock(7)").await;
    let there: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(&name)
        .fetch_optional(&mut admin)
        .await
        .unwrap();
    if there.is_none() {
        let making = format!("{name}_making");
        sql(
            &mut admin,
            &format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)"),
        )
        .await;
        sql(&mut admin, &format!("CREATE DATABASE {making}")).await;
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(options(&dir, Some(&making)), NOW)
            .await
            .unwrap();
        store.close().await;
        sql(
            &mut admin,
            &format!("ALTER DATABASE {making} RENAME TO {name}"),
        )
        .await;
    }
    admin.close().await.unwrap();
    name
}
