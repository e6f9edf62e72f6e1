//! A complete server for each test, with the real router on a real socket, its own store, and a
//! clock that only the test moves.

mod call;
mod plugins;
mod recorder;
mod relay;

use std::env;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, LazyLock};

use plugdock_proxy::Proxy;
use plugdock_schema::{AppId, Millis, UserId};
use plugdock_server::auth::passwords;
use plugdock_server::clock::Clock;
use plugdock_server::config::Credentials;
use plugdock_server::serve::{accept, proxy_settings};
use plugdock_server::{AppState, Config, service};
use plugdock_store::{Actor, By, NewApp, NewUser, Options, Role, Store, User, UserChange};
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_util::task::AbortOnDropHandle;

use crate::template_name::template_name;

pub(crate) use call::{Call, Reply, Session};
pub(crate) use plugins::Plugin;
pub(crate) use relay::{Relay, Way};

/// The master key of every new store. A template remembers the key that it was created with.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The time at which every test begins.
pub(crate) const NOW: Millis = 1_800_000_000_000;

/// The password of every user that a test adds.
pub(crate) const PASSWORD: &str = "correct:horse";

/// The hash is created once, because hashing is slow.
static HASH: LazyLock<SecretString> =
    LazyLock::new(|| passwords::hash(PASSWORD, "nobody").unwrap());

/// Creates a test for each database from one body: `stories! { async fn a_sentence(test: &TestApp)
/// { … } }`.
macro_rules! stories {
    ($($(#[$meta:meta])* async fn $name:ident($test:ident: $of:ty) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name($test: $of) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let test = $crate::harness::TestApp::sqlite().await;
                super::$name(&test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let test = $crate::harness::TestApp::postgres().await;
                super::$name(&test).await;
            }
        }
    )+};
}

/// An inline snapshot of JSON. It must be the same on both databases.
macro_rules! shows {
    ($value:expr, @$shot:literal) => {
        insta::allow_duplicates! { insta::assert_json_snapshot!($value, @$shot) }
    };
}

/// The server of one test, with an administrator `admin`.
pub(crate) struct TestApp {
    /// The state of the server.
    pub(crate) state: Arc<AppState>,
    /// The URL of the server, without a trailing slash.
    pub(crate) url: String,
    /// The administrator.
    pub(crate) admin: Arc<User>,
    _serving: AbortOnDropHandle<()>,
    _dir: Option<TempDir>,
    _database: Database,
}

impl TestApp {
    /// Starts a server on SQLite.
    pub(crate) async fn sqlite() -> Self {
        Box::pin(Self::new(Database::Sqlite, Config::default())).await
    }

    /// Starts a server on PostgreSQL. It must be available, because no test is skipped.
    pub(crate) async fn postgres() -> Self {
        Box::pin(Self::new(Database::with_schema().await, Config::default())).await
    }

    /// Starts a server on SQLite with this configuration. The test chooses the address, folder and
    /// keys.
    pub(crate) async fn with(config: Config) -> Self {
        Box::pin(Self::new(Database::Sqlite, config)).await
    }

    /// Starts a server on PostgreSQL behind a [`Relay`], which a test can cut.
    pub(crate) async fn behind_relay() -> (Self, Relay) {
        let mut database = Database::with_schema().await;
        let relay = Relay::start(&server_url()).await;
        if let Database::Postgres { address, .. } = &mut database {
            *address = Some(relay.address);
        }
        let test = Box::pin(Self::new(database, Config::default())).await;
        (test, relay)
    }

    /// Starts a server on existing data with a user `admin`, at the given time.
    pub(crate) async fn over(data: &Path, database: Database, now: Millis) -> Self {
        let store = open(data, &database, None, now).await;
        let config = Config {
            data: data.to_owned(),
            ..Config::default()
        };
        Box::pin(Self::start(config, None, database, store, now)).await
    }

    async fn new(database: Database, mut config: Config) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = Options {
            query_limit: config.query_seconds,
            ..options(dir.path(), &database, Some(KEY))
        };
        let store = Store::open(options, NOW).await.unwrap();
        add_user(&store, "admin", true).await;
        config.data = dir.path().to_owned();
        Self::start(config, Some(dir), database, store, NOW).await
    }

    async fn start(
        mut config: Config,
        dir: Option<TempDir>,
        database: Database,
        store: Store,
        now: Millis,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        config.listen = listener.local_addr().unwrap();
        // A test may set the address of a caller, as a reverse proxy does.
        config.trusted_proxies = vec!["127.0.0.1".to_owned()];
        config.confirm_password.get_or_insert(false);
        // With a trusted proxy, R01 requires this setting.
        config.credentials.get_or_insert(Credentials::Readable);
        let admin = store.user_by_login("admin").await.unwrap().unwrap();
        let url = format!("http://{}", config.listen);
        let proxy = Proxy::new(proxy_settings(&config).await.unwrap()).unwrap();
        let state = Arc::new(AppState::new(config, Clock::standing(now), store, proxy).unwrap());
        let serving = tokio::spawn(accept(listener, service(state.clone())));
        Self {
            state,
            url,
            admin: Arc::new(admin),
            _serving: AbortOnDropHandle::new(serving),
            _dir: dir,
            _database: database,
        }
    }

    /// Returns the store.
    pub(crate) fn store(&self) -> &Store {
        &self.state.store
    }

    /// Adds a user with [`PASSWORD`] who is not an administrator.
    pub(crate) async fn user(&self, login: &str) -> Arc<User> {
        add_user(self.store(), login, false).await
    }

    /// Removes a user's right to sign in.
    pub(crate) async fn deactivate(&self, user: UserId) {
        let out = UserChange {
            active: Some(false),
            ..UserChange::default()
        };
        self.store()
            .change_user(user, &out, By::server(), NOW)
            .await
            .unwrap();
    }

    /// Adds an app of the administrator and deploys it.
    pub(crate) async fn app(&self, name: &str) -> AppId {
        let id = self.preview_app(name).await;
        let access = self.store().access(&self.actor(), id).await.unwrap();
        self.store()
            .deploy(&[(access, None)], false, NOW)
            .await
            .unwrap();
        id
    }

    /// Adds an app of the administrator without deploying it.
    pub(crate) async fn preview_app(&self, name: &str) -> AppId {
        let new = NewApp {
            name: name.to_owned(),
            ..NewApp::default()
        };
        self.store()
            .add_app(new, By::user(self.admin.id, None), NOW)
            .await
            .unwrap()
            .id
    }

    /// Returns the administrator as an actor for the store.
    pub(crate) fn actor(&self) -> Actor {
        Actor::User(self.admin.clone(), None)
    }

    /// Prepares a call without authentication.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        Call::new(method, format!("{}{path}", self.url))
    }

    /// Prepares a call with the administrator's password.
    pub(crate) fn admin(&self, method: &str, path: &str) -> Call {
        self.call(method, path).password("admin", PASSWORD)
    }

    /// Signs in with the endpoint of the login page.
    pub(crate) async fn sign_in(&self, login: &str) -> Session {
        let body = serde_json::json!({"username": login, "password": PASSWORD});
        let reply = self
            .call("POST", "/k/api/session.json")
            .json(&body)
            .send()
            .await;
        Session::of(&reply)
    }

    /// Uploads a file as the administrator and returns its key.
    pub(crate) async fn upload(&self, bytes: Vec<u8>) -> String {
        let call = self
            .admin("POST", "/k/v1/file.json")
            .file("plugin.zip", &bytes);
        call.send().await.json()["fileKey"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Installs a plug-in as the administrator.
    pub(crate) async fn install(&self, plugin: &Plugin) {
        let key = self.upload(plugin.pack()).await;
        let body = serde_json::json!({"fileKey": key});
        let reply = self
            .admin("POST", "/k/v1/plugin.json")
            .json(&body)
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}

/// The database of a test. A database on the test server is dropped when the test ends.
pub(crate) enum Database {
    /// A file in the data folder.
    Sqlite,
    /// A database on the test server.
    Postgres {
        /// The name of the database.
        name: String,
        /// The address of the server, if it is not the usual one.
        address: Option<SocketAddr>,
    },
}

impl Database {
    /// Creates an empty database on the test server. It must be available, because no test is
    /// skipped.
    pub(crate) fn postgres() -> Self {
        Self::copy_of("template0")
    }

    /// Creates a database on the test server with the current schema and no rows.
    async fn with_schema() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        Self::copy_of(TEMPLATE.get_or_init(template).await)
    }

    fn copy_of(template: &str) -> Self {
        let name = format!("plugdock_it_{}", uuid::Uuid::new_v4().simple());
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        psql(&server_url(), &["-c", &create]);
        Self::Postgres {
            name,
            address: None,
        }
    }

    /// Creates a database with the content of a dump.
    pub(crate) fn of_dump(dump: &Path) -> Self {
        let database = Self::postgres();
        let url = database.url().unwrap();
        psql(
            &url,
            &["--single-transaction", "-f", dump.to_str().unwrap()],
        );
        database
    }

    /// Returns the URL of the database for the store, or `None` for SQLite.
    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres { name, address } => Some(match address {
                None => url_of(name),
                Some(address) => {
                    let mut url: url::Url = url_of(name).parse().unwrap();
                    url.set_ip_host(address.ip()).unwrap();
                    url.set_port(Some(address.port())).unwrap();
                    url.into()
                }
            }),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { name, .. } = self {
            let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            psql(&server_url(), &["-c", &statement]);
        }
    }
}

fn options(data: &Path, database: &Database, key: Option<&str>) -> Options {
    Options {
        database_url: database.url(),
        master_key: key.map(SecretString::from),
        ..Options::in_dir(data, Role::Serve)
    }
}

async fn open(data: &Path, database: &Database, key: Option<&str>, now: Millis) -> Store {
    let options = options(data, database, key);
    Store::open(options, now).await.unwrap()
}

async fn add_user(store: &Store, login: &str, admin: bool) -> Arc<User> {
    let new = NewUser {
        login: login.to_owned(),
        name: login.to_owned(),
        email: format!("{login}@example.com"),
        locale: None,
        timezone: "UTC".to_owned(),
        admin,
        password_hash: HASH.clone(),
    };
    Arc::new(store.add_user(new, By::server(), NOW).await.unwrap())
}

fn server_url() -> String {
    env::var("PLUGDOCK_TEST_DATABASE_URL").expect(
        "PLUGDOCK_TEST_DATABASE_URL must name a PostgreSQL server (postgres://user@host:port/postgres): \
         every story runs on both databases",
    )
}

fn url_of(database: &str) -> String {
    let url = server_url();
    let (server, _) = url
        .rsplit_once('/')
        .expect("an address that ends with /DATABASE");
    format!("{server}/{database}")
}

/// Creates the database that tests copy, unless an earlier run left it. Several processes may do so
/// at once: the first one to rename its copy wins.
async fn template() -> String {
    let name = template_name("plugdock_it_template");
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    if psql(&server_url(), &["-tAc", &exists]).is_empty() {
        let own = Database::copy_of("template0");
        let dir = tempfile::tempdir().unwrap();
        open(dir.path(), &own, Some(KEY), NOW).await.close().await;
        let Database::Postgres { name: from, .. } = &own else {
            unreachable!("it was created on the test server");
        };
        // This fails where another process was first; `own` is dropped then.
        let rename = format!("ALTER DATABASE {from} RENAME TO {name}");
        drop(try_psql(&server_url(), &["-c", &rename]));
    }
    name
}

/// Runs `psql` on a database. Only `store` speaks SQL, so this asks PostgreSQL's own program.
fn psql(url: &str, args: &[&str]) -> String {
    let done = try_psql(url, args);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

fn try_psql(url: &str, args: &[&str]) -> Output {
    Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-d", url])
        .args(args)
        .output()
        .expect("psql is there: it comes with PostgreSQL")
}
