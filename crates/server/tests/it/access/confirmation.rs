//! Tests that a session alone gives nobody more power: requests that do carry the password (T79).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugdock_schema::UserId;
use plugdock_server::Config;
use plugdock_server::config::Credentials;
use serde_json::{Value, json};

use super::routes::table;
use crate::harness::{PASSWORD, Plugin, Reply, Session, TestApp};
use crate::proxy::PluginApp;

/// The URL of the administration in tests with two origins, and its host.
const ADMIN_URL: &str = "http://admin.test";
const ADMIN_HOST: &str = "admin.test";

/// A server that other machines can reach, with an administrator's session.
struct Exposed {
    test: TestApp,
    session: Session,
}

fn needed() -> (u16, String) {
    (403, "PD_CONFIRMATION_NEEDED".to_owned())
}

/// The method, the path and the body of a request that raises somebody's power.
type Raising = (&'static str, &'static str, Value);

/// Returns the requests about a user, a group and an organization.
fn about_users(ada: UserId, group: &Value, team: &Value) -> Vec<Raising> {
    vec![
        (
            "POST",
            "/k/api/users.json",
            json!({"login": "eve", "password": PASSWORD, "admin": true}),
        ),
        (
            "PUT",
            "/k/api/users.json",
            json!({"id": ada, "admin": true}),
        ),
        (
            "PUT",
            "/k/api/users.json",
            json!({"id": ada, "active": true}),
        ),
        (
            "PUT",
            "/k/api/user/password.json",
            json!({"id": ada, "password": "another password"}),
        ),
        (
            "PUT",
            "/k/api/group/member.json",
            json!({"id": group, "user": ada}),
        ),
        (
            "PUT",
            "/k/api/organization/member.json",
            json!({"id": team, "user": ada}),
        ),
        (
            "PUT",
            "/k/api/organization.json",
            json!({"id": team, "parent": ""}),
        ),
        ("DELETE", "/k/api/group.json", json!({"id": group})),
        ("DELETE", "/k/api/organization.json", json!({"id": team})),
    ]
}

impl Exposed {
    async fn open(config: Config) -> Self {
        let test = TestApp::with(Config {
            confirm_password: Some(true),
            credentials: Some(Credentials::Sealed),
            ..config
        })
        .await;
        let session = test.sign_in("admin").await;
        Self { test, session }
    }

    /// Sends a request as a script on an administrator's page does, with the password in the header
    /// if the script has it.
    async fn send(
        &self,
        (method, path, body): (&str, &str, &Value),
        password: Option<&str>,
    ) -> Reply {
        let call = self.test.call(method, path);
        let mut call = call.session(&self.session).csrf(&self.session).json(body);
        if let Some(password) = password {
            call = call.header("X-Plugdock-Password", &STANDARD.encode(password));
        }
        call.send().await
    }

    /// Opens a server whose administration has an origin of its own. The session is one of the apps'
    /// origin; the other one belongs to the administration.
    async fn apart() -> (Self, Session) {
        let config = Config {
            admin_url: Some(ADMIN_URL.to_owned()),
            ..Config::default()
        };
        let exposed = Self::open(config).await;
        let body = json!({"username": "admin", "password": PASSWORD});
        let call = exposed.test.call("POST", "/k/api/session.json").json(&body);
        let signed_in = call.header("Host", ADMIN_HOST).send().await;
        (exposed, Session::of(&signed_in))
    }

    /// Sends a request to the origin of the administration with these headers.
    async fn send_to_administration(
        &self,
        session: &Session,
        (method, path, body): (&str, &str, &Value),
        headers: &[(&str, &str)],
    ) -> Reply {
        let call = self.test.call(method, path).header("Host", ADMIN_HOST);
        let call = call.session(session).csrf(session).json(body);
        let call = headers
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value));
        call.send().await
    }

    /// Returns the number of installed plug-ins.
    async fn plugins(&self) -> usize {
        let list = self.test.admin("GET", "/k/v1/plugins.json").send().await;
        list.json()["plugins"].as_array().unwrap().len()
    }

    /// Adds something with the administrator's password, and returns its ID if it has one.
    async fn add(&self, path: &str, body: Value) -> Value {
        let added = self.test.admin("POST", path).json(&body).send().await;
        assert_eq!(added.status, 200, "{}", added.text());
        added.json()["id"].clone()
    }

    /// Returns the requests that raise somebody's power, in an order in which all succeed.
    async fn raising(&self) -> Vec<Raising> {
        let test = &self.test;
        let ada = test.user("ada").await.id;
        let app = test.app("App 1").await;
        let plugin = Plugin::new(0, "1");
        test.install(&plugin).await;
        let body = json!({"app": app, "ids": [plugin.id()]});
        self.add("/k/v1/preview/app/plugins.json", body).await;
        let new = test.upload(Plugin::new(1, "1").pack()).await;
        let update = test.upload(Plugin::new(0, "2").pack()).await;
        let group = self
            .add("/k/api/group.json", json!({"code": "chiefs"}))
            .await;
        let team = self
            .add("/k/api/organization.json", json!({"code": "team"}))
            .await;
        let token = json!({"app": app, "view": true});
        let token = self.add("/k/api/app/token.json", token).await;
        let manages = json!({"app": app, "rights": [{"entity": {"type": "USER", "code": "ada"}, "appEditable": true}]});
        let custom = json!({"V": {"type": "CUSTOM", "name": "V", "index": "0", "html": "<p></p>"}});
        let mut all = about_users(ada, &group, &team);
        all.extend([
            ("PUT", "/k/v1/preview/app/acl.json", manages.clone()),
            ("PUT", "/k/v1/app/acl.json", manages),
            ("POST", "/k/v1/plugin.json", json!({"fileKey": new})),
            (
                "PUT",
                "/k/v1/plugin.json",
                json!({"id": plugin.id(), "fileKey": update}),
            ),
            (
                "PUT",
                "/k/api/plugin/versions.json",
                json!({"id": plugin.id(), "number": 1}),
            ),
            ("PUT", "/k/api/credentials.json", json!({"sealed": false})),
            (
                "PUT",
                "/k/api/egress.json",
                json!({"app": app, "id": plugin.id(), "lock": "off"}),
            ),
            (
                "POST",
                "/k/api/app/token.json",
                json!({"app": app, "manage": true}),
            ),
            (
                "POST",
                "/k/api/plugin/proxy/config/show.json",
                json!({"app": app, "pluginId": plugin.id()}),
            ),
            ("PUT", "/k/api/app/scripts.json", json!({"app": app})),
            (
                "PUT",
                "/k/api/app/token.json",
                json!({"app": app, "id": token}),
            ),
            (
                "PUT",
                "/k/v1/preview/app/customize.json",
                json!({"app": app, "scope": "ALL"}),
            ),
            (
                "PUT",
                "/k/v1/preview/app/views.json",
                json!({"app": app, "views": custom}),
            ),
            ("PUT", "/k/api/settings.json", json!({"pluginsPerApp": 30})),
        ]);
        all
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_a_script_in_an_administrators_session_raises_nobodys_power() {
    let exposed = Exposed::open(Config::default()).await;
    let raising = exposed.raising().await;
    for (method, path, body) in &raising {
        let request = (*method, *path, body);
        let refused = exposed.send(request, None).await;
        assert_eq!(refused.refusal(), needed(), "{method} {path}");
        let wrong = exposed.send(request, Some("a guess")).await;
        assert_eq!(
            wrong.refusal(),
            (403, "PD_CONFIRMATION_WRONG".to_owned()),
            "{method} {path}"
        );
        exposed.test.state.clock.advance(60_000);
    }
    let store = exposed.test.store();
    assert!(store.user_by_login("eve").await.unwrap().is_none());
    assert!(!store.user_by_login("ada").await.unwrap().unwrap().admin);
    assert_eq!(exposed.plugins().await, 1);

    for (method, path, body) in &raising {
        let request = (*method, *path, body);
        let done = exposed.send(request, Some(PASSWORD)).await;
        assert_eq!(done.status, 200, "{method} {path}: {}", done.text());
        // The confirmation of a moment ago helps no other request.
        assert_eq!(
            exposed.send(request, None).await.refusal(),
            needed(),
            "{method} {path}"
        );
    }
    assert!(store.user_by_login("eve").await.unwrap().unwrap().admin);
    assert!(store.user_by_login("ada").await.unwrap().unwrap().admin);
    assert_eq!(exposed.plugins().await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_password_header_of_the_api_confirms_and_other_changes_need_nothing() {
    let exposed = Exposed::open(Config::default()).await;
    for (method, path, body) in &exposed.raising().await {
        let call = exposed.test.admin(method, path);
        let done = call.json(body).send().await;
        assert!(
            !done.text().contains("PD_CONFIRMATION"),
            "{method} {path}: {}",
            done.text()
        );
    }
    let test = &exposed.test;
    let bob = test.user("bob").await.id;
    let app = test.app("App 2").await;
    for (method, path, body) in [
        (
            "PUT",
            "/k/api/users.json",
            json!({"id": bob, "name": "Bob"}),
        ),
        (
            "PUT",
            "/k/api/users.json",
            json!({"id": bob, "admin": false, "active": false}),
        ),
        (
            "POST",
            "/k/api/app/token.json",
            json!({"app": app, "view": true, "add": true}),
        ),
        (
            "PUT",
            "/k/v1/preview/app/acl.json",
            json!({"app": app, "rights": [{"entity": {"type": "GROUP", "code": "everyone"}, "recordViewable": true}]}),
        ),
    ] {
        let done = exposed.send((method, path, &body), None).await;
        assert_eq!(done.status, 200, "{method} {path}: {}", done.text());
    }
    // A request with faults names them before it asks for the password.
    let faulty = exposed
        .send(("POST", "/k/api/users.json", &json!({"login": "x"})), None)
        .await;
    assert_eq!(faulty.refusal(), (400, "CB_VA01".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_lets_sessions_install_plug_ins_and_nothing_else() {
    let config = Config {
        install_by_session: true,
        ..Config::default()
    };
    let exposed = Exposed::open(config).await;
    for (method, path, body) in &exposed.raising().await {
        let answer = exposed.send((method, path, body), None).await;
        let is_install = path.starts_with("/k/v1/plugin.json") || path.contains("/versions.json");
        let is_refused = answer.text().contains("PD_CONFIRMATION_NEEDED");
        assert_eq!(
            is_refused,
            !is_install,
            "{method} {path}: {}",
            answer.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_a_deployment_that_widens_an_enforced_lock_needs_the_password() {
    let exposed = Exposed::open(Config::default()).await;
    let test = &exposed.test;
    let plugin_app = PluginApp::set(test).await;
    let (app, id) = (plugin_app.app, plugin_app.plugin.id());
    let lock = json!({"app": app, "id": id, "lock": "enforce"});
    let locked = test.admin("PUT", "/k/api/egress.json").json(&lock);
    assert_eq!(locked.send().await.status, 200);
    let deploy = json!({"apps": [{"app": app}]});
    let deploy = ("POST", "/k/v1/preview/app/deploy.json", &deploy);
    assert_eq!(exposed.send(deploy, None).await.status, 200);

    plugin_app
        .save("https://evil.example.com/", json!({"a": "b"}), json!({}))
        .await;
    assert_eq!(exposed.send(deploy, None).await.refusal(), needed());
    // Live permissions are deployed with all other settings.
    let rights = json!({"app": app, "rights": []});
    let record_acl = ("PUT", "/k/v1/record/acl.json", &rights);
    assert_eq!(exposed.send(record_acl, None).await.refusal(), needed());
    let revert = json!({"apps": [{"app": app}], "revert": true});
    let revert = ("POST", "/k/v1/preview/app/deploy.json", &revert);
    assert_eq!(exposed.send(deploy, Some(PASSWORD)).await.status, 200);
    assert_eq!(exposed.send(deploy, None).await.status, 200);
    assert_eq!(exposed.send(revert, None).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_a_script_at_the_origin_of_apps_reaches_no_administration() {
    let (exposed, admin) = Exposed::apart().await;
    let raising = exposed.raising().await;
    let value = |session: &Session| session.cookie.split_once('=').unwrap().1.to_owned();
    let moved = |session: &Session, name: &str| Session {
        cookie: format!("{name}={}", value(session)),
        csrf: session.csrf.clone(),
    };
    let here = &exposed.test.url;
    for (method, path, body) in &raising {
        let request = (*method, *path, body);
        let at_apps = exposed.send(request, None).await.refusal();
        let expected = ["PD_ADMINISTRATION_ELSEWHERE", "PD_CONFIRMATION_NEEDED"];
        // People who manage an app may send these, with the password.
        let of_managers = [
            "/app/acl.json",
            "/app/token.json",
            "/app/views.json",
            "/config/show.json",
        ];
        let is_of_managers = of_managers.iter().any(|it| path.ends_with(it));
        if path.ends_with("/app/views.json") {
            let planted = exposed.send(request, Some(PASSWORD)).await.refusal();
            assert_eq!(planted, (403, expected[0].to_owned()), "a custom view");
        }
        let code = expected[usize::from(is_of_managers)];
        assert_eq!(at_apps, (403, code.to_owned()), "{method} {path}");
        // The browser sends the cookies of the other port or of the same site, but names the page.
        for headers in [
            &[("Origin", &**here)][..],
            &[
                ("Sec-Fetch-Site", "same-site"),
                ("Sec-Fetch-Mode", "no-cors"),
            ],
        ] {
            let crossing = exposed
                .send_to_administration(&admin, request, headers)
                .await;
            assert_eq!(crossing.refusal(), (403, "PD_CSRF".to_owned()), "{path}");
        }
        // A session of one origin is none at the other.
        let unknown = (401, "CB_AU01".to_owned());
        let session = moved(&exposed.session, "plugdock_admin_session");
        let foreign = exposed.send_to_administration(&session, request, &[]).await;
        assert_eq!(foreign.refusal(), unknown, "{path}");
        let session = moved(&admin, "plugdock_session");
        let call = exposed.test.call(method, path).session(&session);
        let foreign = call.csrf(&session).json(body).send().await;
        assert_eq!(foreign.refusal(), unknown, "{path}");
    }
    let store = exposed.test.store();
    assert!(store.user_by_login("eve").await.unwrap().is_none());
    assert_eq!(exposed.plugins().await, 1);

    // On the origin of the administration, signing in confirms for ten minutes.
    for (method, path, body) in &raising {
        let headers = [("Origin", ADMIN_URL)];
        let request = (*method, *path, body);
        let done = exposed
            .send_to_administration(&admin, request, &headers)
            .await;
        assert_eq!(done.status, 200, "{method} {path}: {}", done.text());
    }
    exposed.test.state.clock.advance(600_000);
    let body = json!({"pluginsPerApp": 25});
    let change = ("PUT", "/k/api/settings.json", &body);
    let late = exposed.send_to_administration(&admin, change, &[]).await;
    assert_eq!(late.refusal(), needed());
    let password = STANDARD.encode(PASSWORD);
    let confirmed = [("X-Plugdock-Password", &*password)];
    for headers in [&confirmed[..], &[]] {
        let done = exposed
            .send_to_administration(&admin, change, headers)
            .await;
        assert_eq!(done.status, 200, "{}", done.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_no_plug_in_runs_at_the_origin_of_the_administration() {
    let (exposed, admin) = Exposed::apart().await;
    let plugin_app = PluginApp::set(&exposed.test).await;
    let (app, id) = (
        plugin_app.app.to_string(),
        plugin_app.plugin.id().to_string(),
    );
    let at = async |host: Option<&str>, path: &str, session: &Session| {
        let call = exposed.test.call("GET", path).session(session);
        let call = match host {
            Some(host) => call.header("Host", host),
            None => call,
        };
        call.send().await
    };
    let (mut here, mut there) = (0, 0);
    for (method, path) in table(&exposed.test.state) {
        if method != "GET" || path.contains(".json") {
            continue;
        }
        let path = path.replace("{app}", &app).replace("{id}", &id);
        let path = path
            .replace("{user}", "1")
            .replace("/config", &format!("/config?pluginId={id}"));
        let page = at(Some(ADMIN_HOST), &path, &admin).await;
        // Only a page on which plug-ins run lets their windows notify it.
        let opener = page.header("cross-origin-opener-policy");
        assert_eq!(opener, "same-origin", "{path}");
        let location = page.header("location");
        here += i32::from(page.status == 200);
        there += i32::from(location.starts_with(&exposed.test.url));
    }
    assert!(
        here > 15 && there > 15,
        "{here} pages here, {there} at the apps"
    );

    let settings = format!("/k/admin/app/{app}/plugin/config?pluginId={id}");
    let page = at(None, &settings, &exposed.session).await;
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        "same-origin-allow-popups"
    );
    let moved = at(None, "/k/admin/system/plugin/?a=b", &exposed.session).await;
    let location = format!("{ADMIN_URL}/k/admin/system/plugin/?a=b");
    assert_eq!((moved.status, moved.header("location")), (303, location));
    let body = json!({});
    let posted = exposed
        .send(("POST", "/k/admin/system/plugin/", &body), None)
        .await;
    assert_eq!(posted.status, 404);
}
