//! The users, apps and other objects of the role matrix. Every name would be an element if it were
//! not escaped as text (T75).

use std::sync::Arc;

use plugdock_schema::AppId;
use plugdock_store::{Permissions, User};
use serde_json::{Value, json};

use super::rows::ROWS;
use crate::harness::{Call, NOW, PASSWORD, Plugin, Reply, Session, TestApp};

/// A name that would be an element if it were not escaped as text.
pub(super) const NAME: &str = "\"'><img src=x onerror=alert(1)></script>";

/// The route of an app's own scripts and styles.
pub(super) const APP_FILE: &str = "/-/app/{app}/{sha256}/{name}";

/// A line of [`ROWS`].
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) least: &'static str,
    pub(super) token: &'static str,
    pub(super) sent: &'static str,
}

impl Row {
    pub(super) fn all() -> Vec<Self> {
        let lines = ROWS.lines().filter(|line| !line.is_empty());
        lines.map(Self::of).collect()
    }

    fn of(line: &'static str) -> Self {
        let mut rest = line;
        let mut next = || {
            let (word, more) = rest
                .trim_start()
                .split_once(' ')
                .unwrap_or((rest.trim_start(), ""));
            rest = more;
            word
        };
        let (method, path, least, token) = (next(), next(), next(), next());
        let known = ["nobody", "user", "manager", "admin"].contains(&least) && !token.is_empty();
        assert!(known, "a row that says nothing: {line}");
        Self {
            method,
            path,
            least,
            token,
            sent: rest.trim_start(),
        }
    }

    /// Returns true for a page of the product. Strangers are redirected from it to the login page.
    pub(super) fn is_page(&self) -> bool {
        self.token == "page"
    }

    /// Returns the rights that a token needs, or none if the column has another word.
    pub(super) fn rights(&self) -> impl Iterator<Item = &'static str> {
        let rights = self.token.trim_end_matches('!').split('+');
        rights.filter(|right| RIGHTS.contains(right))
    }

    pub(super) fn changes(&self) -> bool {
        self.method != "GET"
    }
}

/// The caller of a request.
#[derive(Clone, Debug)]
pub(super) enum By {
    Nobody,
    /// A user name that does not exist. Each call has its own name and address, so that the
    /// throttle delays none of them.
    Wrong(usize),
    /// A token with every right except the named one, or with all rights if none is named.
    Token(Option<&'static str>),
    /// A token with only these rights, separated by `+`.
    TokenWith(&'static str),
    /// A token of another app with every right.
    OtherToken,
    Password(&'static str),
    Session(&'static str),
}

/// An app of the user `chief`, with a plug-in, a file field, and a record with a file.
pub(super) struct Fixtures<'a> {
    pub(super) test: &'a TestApp,
    app: AppId,
    other: AppId,
    plugin: Plugin,
    sha256: String,
    file: String,
    /// The address of the app's own script.
    script: String,
    ada: Arc<User>,
}

const RIGHTS: [&str; 5] = ["view", "add", "edit", "delete", "manage"];

impl<'a> Fixtures<'a> {
    pub(super) async fn set(test: &'a TestApp) -> Self {
        let ada = test.user("ada").await;
        let chief = json!({"login": "chief", "name": NAME, "password": PASSWORD});
        ok(test.admin("POST", "/k/api/users.json").json(&chief)).await;
        let plugin = Plugin::new(0, "1.0.0")
            .with("/name/en", json!(NAME))
            .with("/description/en", json!(NAME));
        test.install(&plugin).await;
        let chief = |method: &str, path: &str, body: &Value| {
            ok(test
                .call(method, path)
                .password("chief", PASSWORD)
                .json(body))
        };
        let made = chief("POST", "/k/v1/preview/app.json", &json!({"name": NAME})).await;
        let app = AppId(made["app"].as_str().unwrap().parse().unwrap());
        let properties = json!({
            "files": {"type": "FILE", "code": "files", "label": NAME},
            "text": {"type": "SINGLE_LINE_TEXT", "code": "text", "label": NAME},
            "long": {"type": "MULTI_LINE_TEXT", "code": "long", "label": NAME},
            "rich": {"type": "RICH_TEXT", "code": "rich", "label": NAME},
            "link": {"type": "LINK", "code": "link", "label": NAME, "protocol": "WEB"},
            "one": {"type": "DROP_DOWN", "code": "one", "label": NAME, "options": {NAME: {"label": NAME, "index": "0"}}},
            "look": {"type": "NUMBER", "code": "look", "label": NAME,
                "lookup": {"relatedApp": {"app": app}, "relatedKeyField": "look"}},
            "near": {"type": "REFERENCE_TABLE", "code": "near", "label": NAME, "referenceTable": {
                "relatedApp": {"app": app}, "condition": {"field": "text", "relatedField": "text"}}},
        });
        let fields = json!({"app": app, "properties": properties});
        chief("POST", "/k/v1/preview/app/form/fields.json", &fields).await;
        let view = json!({NAME: {"type": "LIST", "name": NAME, "index": "0",
            "fields": ["text", "long", "rich", "link", "one", "files"]}});
        chief(
            "PUT",
            "/k/v1/preview/app/views.json",
            &json!({"app": app, "views": view}),
        )
        .await;
        let own = test.admin("POST", "/k/v1/file.json");
        let own = ok(own.file("own.js", b"1;")).await;
        let scripts = json!({"app": app, "desktop": {"js": [{"type": "FILE", "file": {"fileKey": own["fileKey"]}}]}});
        ok(test
            .admin("PUT", "/k/v1/preview/app/customize.json")
            .json(&scripts))
        .await;
        let plugins = json!({"app": app, "ids": [plugin.id()]});
        chief("POST", "/k/v1/preview/app/plugins.json", &plugins).await;
        chief(
            "POST",
            "/k/v1/preview/app/deploy.json",
            &json!({"apps": [{"app": app}]}),
        )
        .await;
        let name = NAME.replace('"', "%22");
        let key = ok(test
            .call("POST", "/k/v1/file.json")
            .password("chief", PASSWORD)
            .file(&name, NAME.as_bytes()))
        .await;
        let record = json!({
            "text": {"value": NAME}, "long": {"value": NAME}, "rich": {"value": NAME}, "one": {"value": NAME},
            "files": {"value": [{"fileKey": key["fileKey"]}]},
        });
        chief(
            "POST",
            "/k/v1/record.json",
            &json!({"app": app, "record": record}),
        )
        .await;
        let path = format!("/k/v1/record.json?app={app}&id=1");
        let shown = ok(test.admin("GET", &path)).await;
        let file = shown["record"]["files"]["value"][0]["fileKey"]
            .as_str()
            .unwrap()
            .to_owned();
        let list = test
            .call("GET", &format!("/k/{app}/"))
            .session(&test.sign_in("admin").await)
            .send()
            .await;
        let list = list.text();
        let at = list
            .find("/-/app/")
            .expect("the page loads the app's own script");
        let script = list[at..].split('"').next().unwrap().to_owned();
        let installed = test.store().plugin(&plugin.id()).await.unwrap().unwrap();
        Self {
            test,
            app,
            other: test.app("Other").await,
            sha256: installed.package_sha256.to_string(),
            plugin,
            file,
            script,
            ada,
        }
    }

    /// Sends the request of a row as a caller.
    pub(super) async fn send(&self, row: &Row, by: &By) -> Reply {
        self.send_with(row, by, Call::csrf).await
    }

    /// Sends the request of a row, and lets `prove` add the request token.
    pub(super) async fn send_with(
        &self,
        row: &Row,
        by: &By,
        prove: impl Fn(Call, &Session) -> Call,
    ) -> Reply {
        let session = match by {
            By::Session(login) => Some(self.test.sign_in(login).await),
            _ => None,
        };
        let csrf = session.as_ref().map_or("", |session| session.csrf.as_str());
        let path = self.filled(row.path).await;
        let sent = self.filled(row.sent).await.replace("{csrf}", csrf);
        let query = if sent.starts_with('?') {
            sent.as_str()
        } else {
            ""
        };
        let mut call = self.test.call(row.method, &format!("{path}{query}"));
        if sent == "file" {
            call = call.file("a.txt", b"a");
        } else if let Some(fields) = sent.strip_prefix("form:") {
            call = call.body("application/x-www-form-urlencoded", fields);
        } else if sent.starts_with('{') {
            call = call.json(&serde_json::from_str(&sent).unwrap_or_else(|_| panic!("{sent}")));
        }
        let call = match (by, &session) {
            (By::Session(_), Some(session)) => {
                let call = call.session(session);
                // A form of a page contains the token in a field.
                if row.changes() && !row.sent.starts_with("form:") {
                    prove(call, session)
                } else {
                    call
                }
            }
            (By::Password(login), _) => call.password(login, PASSWORD),
            (By::Wrong(number), _) => call
                .password(&format!("nobody{number}"), "wrong")
                .from(&format!("10.0.{}.{}", number / 250, number % 250)),
            (By::Token(without), _) => {
                let token = self.token(self.app, |right| Some(right) != *without);
                call.token(&token.await)
            }
            (By::TokenWith(only), _) => {
                let token = self.token(self.app, |right| only.split('+').any(|it| it == right));
                call.token(&token.await)
            }
            (By::OtherToken, _) => call.token(&self.token(self.other, |_| true).await),
            _ => call,
        };
        call.send().await
    }

    async fn token(&self, app: AppId, has: impl Fn(&'static str) -> bool) -> String {
        let access = self
            .test
            .store()
            .access(&self.test.actor(), app)
            .await
            .unwrap();
        let rights = Permissions {
            view: has("view"),
            add: has("add"),
            edit: has("edit"),
            delete: has("delete"),
            manage: has("manage"),
        };
        let secret = uuid::Uuid::new_v4().to_string();
        let hash = plugdock_store::TokenHash::of(&secret);
        self.test
            .store()
            .add_api_token(&access, &hash, rights, NOW)
            .await
            .unwrap();
        secret
    }

    /// Returns a text of a row with the IDs of the fixtures.
    pub(super) async fn filled(&self, text: &str) -> String {
        if text == APP_FILE {
            return self.script.clone();
        }
        let mut text = text
            .replace("{app}", &self.app.to_string())
            .replace("{record}", "1")
            .replace("{plugin}", self.plugin.id().as_str())
            .replace("{id}", self.plugin.id().as_str())
            .replace("{sha256}", &self.sha256)
            .replace("{*path}", "desktop.js")
            .replace(
                "{name}",
                plugdock_web::url::UI_CSS.trim_start_matches("/-/assets/"),
            )
            .replace("{file}", &self.file)
            .replace("{user}", &self.ada.id.to_string());
        for (kind, id, by_code) in [
            ("group", "{group}", "{team}"),
            ("organization", "{organization}", "{department}"),
        ] {
            if text.contains(id) || text.contains(by_code) {
                let code = uuid::Uuid::new_v4().to_string();
                let new = json!({"code": code, "name": NAME});
                let path = format!("/k/api/{kind}.json");
                let made = ok(self.test.admin("POST", &path).json(&new)).await;
                text = text.replace(id, made["id"].as_str().unwrap());
                text = text.replace(by_code, &code);
            }
        }
        if text.contains("{spare}") {
            let chief = |path| self.test.call("POST", path).password("chief", PASSWORD);
            let made = ok(chief("/k/v1/preview/app.json").json(&json!({"name": "Spare"}))).await;
            let spare = made["app"].as_str().unwrap();
            text = text.replace("{spare}", spare);
            if text.contains("{token}") {
                let made = ok(chief("/k/api/app/token.json").json(&json!({"app": spare}))).await;
                text = text.replace("{token}", made["id"].as_str().unwrap());
            }
        }
        text
    }
}

async fn ok(call: Call) -> Value {
    let reply = call.send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}
