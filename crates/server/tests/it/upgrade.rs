//! Tests data of earlier releases (`tests/upgrade`): it opens, can be restored, and gives the same
//! answers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plugdock_schema::Millis;
use plugdock_store::{AuditQuery, Options, Role, Sha256, restore};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Database, PASSWORD, Session, TestApp};

/// The first line of a file with answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    made_at: Millis,
    audit_lines: usize,
}

/// A request and its recorded answer.
#[derive(Deserialize)]
struct Line {
    /// The caller: `session`, `token:…`, or the login name of a user who sends a password.
    #[serde(rename = "as")]
    caller: String,
    method: String,
    path: String,
    body: Option<Value>,
    status: u16,
    #[serde(flatten)]
    told: Told,
}

/// The recorded part of an answer.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    /// A JSON answer. Of an error, only the code is recorded.
    Json { answer: Value },
    /// An answer that is not JSON.
    Bytes { sha256: String },
}

/// The unpacked data of one release on one database.
struct Stored {
    folder: TempDir,
    about: About,
    lines: Vec<Line>,
}

impl Stored {
    /// Returns the data of all recorded releases.
    fn all(database: &str) -> Vec<Self> {
        let releases = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/upgrade"));
        let entries = fs::read_dir(releases).unwrap();
        let folders: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect();
        assert!(!folders.is_empty());
        folders
            .iter()
            .map(|release| Self::unpack(release, database))
            .collect()
    }

    fn unpack(release: &Path, database: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let archive = release.join(format!("{database}.tar.gz"));
        let tar = Command::new("tar")
            .arg("-xzf")
            .arg(&archive)
            .arg("-C")
            .arg(folder.path())
            .status();
        assert!(tar.unwrap().success(), "{}", archive.display());
        let text = fs::read_to_string(release.join(format!("{database}.jsonl"))).unwrap();
        let (about, lines) = text.split_once('\n').unwrap();
        Self {
            folder,
            about: serde_json::from_str(about).unwrap(),
            lines: lines
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Restores the backup into an empty folder and this database, and checks it.
    async fn restore(&self, database: Database) {
        let data = self.file("restored");
        let options = Options {
            database_url: database.url(),
            ..Options::in_dir(&data, Role::Serve)
        };
        restore(
            &options,
            &self.file("backup.tar"),
            self.about.made_at,
            &mut |_| {},
        )
        .await
        .unwrap();
        self.check(&data, database).await;
    }

    /// Opens the data with the current program. Asserts that it is complete and gives the same
    /// answers.
    async fn check(&self, data: &Path, database: Database) {
        let test = TestApp::over(data, database, self.about.made_at).await;
        let checked = test.store().check().await.unwrap();
        assert_eq!(checked.faults, []);
        assert!(checked.blobs > 0 && checked.records > 0, "{checked:?}");
        let audit = AuditQuery {
            limit: i64::MAX,
            ..AuditQuery::default()
        };
        assert_eq!(
            test.store().audit(&audit).await.unwrap().len(),
            self.about.audit_lines
        );
        let session = test.sign_in("admin").await;
        for line in &self.lines {
            line.ask(&test, &session).await;
        }
    }
}

impl Line {
    async fn ask(&self, test: &TestApp, session: &Session) {
        let call = test.call(&self.method, &self.path);
        let call = match self.caller.strip_prefix("token:") {
            Some(token) => call.token(token),
            None if self.caller == "session" => call.session(session).csrf(session),
            None => call.password(&self.caller, PASSWORD),
        };
        let call = match &self.body {
            Some(body) => call.json(&shown(body, test, session).await),
            None => call,
        };
        let reply = call.send().await;
        assert_eq!(reply.status, self.status, "{}: {}", self.path, reply.text());
        match &self.told {
            Told::Json { answer } => {
                let lack = lack(answer, &reply.json(), "");
                assert_eq!(lack, None, "{} {:?}", self.path, self.body);
            }
            Told::Bytes { sha256 } => {
                assert_eq!(
                    &Sha256::of(&reply.body).to_string(),
                    sha256,
                    "{}",
                    self.path
                );
            }
        }
    }
}

/// Adds a ticket to a request of a settings page for saved values, which are masked today (R08).
async fn shown(body: &Value, test: &TestApp, session: &Session) -> Value {
    let mut body = body.clone();
    if body["page"] == "settings" && body["url"].is_string() {
        let about = json!({"app": body["app"], "pluginId": body["pluginId"]});
        let show = test.call("POST", "/k/api/plugin/proxy/config/show.json");
        let ticket = show.session(session).csrf(session).json(&about).send();
        body["shown"] = ticket.await.json()["ticket"].clone();
    }
    body
}

/// Describes the first value of `old` that `new` lacks. New members of objects are allowed.
fn lack(old: &Value, new: &Value, at: &str) -> Option<String> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().find_map(|(name, value)| match new.get(name) {
                Some(new) => lack(value, new, &format!("{at}.{name}")),
                None => Some(format!("{at}.{name} is gone")),
            })
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new).enumerate();
            pairs.find_map(|(index, (old, new))| lack(old, new, &format!("{at}[{index}]")))
        }
        _ => (old != new).then(|| format!("{at}: {old} became {new}")),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_data_folder_opens_whole() {
    for kept in Stored::all("sqlite") {
        kept.check(&kept.file("data"), Database::Sqlite).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_dump_opens_whole() {
    for kept in Stored::all("postgres") {
        let database = Database::of_dump(&kept.file("dump.sql"));
        kept.check(&kept.file("data"), database).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_backup_is_restored_whole_on_sqlite() {
    for kept in ["sqlite", "postgres"].into_iter().flat_map(Stored::all) {
        kept.restore(Database::Sqlite).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_backup_is_restored_whole_on_postgresql() {
    for kept in ["sqlite", "postgres"].into_iter().flat_map(Stored::all) {
        kept.restore(Database::postgres()).await;
    }
}

#[test]
fn what_an_answer_lacks_is_told() {
    let old = json!({"a": [{"b": null}], "c": 1});
    assert_eq!(
        lack(
            &old,
            &json!({"c": 1, "d": 2, "a": [{"b": null, "e": 3}]}),
            ""
        ),
        None
    );
    for (new, told) in [
        (json!({"a": [{}], "c": 1}), ".a[0].b is gone"),
        (json!({"a": [], "c": 1}), ".a: [{\"b\":null}] became []"),
        (json!({"a": [{"b": null}], "c": "1"}), ".c: 1 became \"1\""),
    ] {
        assert_eq!(lack(&old, &new, "").as_deref(), Some(told));
    }
}
