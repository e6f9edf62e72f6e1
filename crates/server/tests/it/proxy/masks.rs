//! Tests masked values on settings pages, and the removal of secrets from answers (R08).

use plugdock_schema::AppId;
use plugdock_server::config::Credentials;
use serde_json::{Value, json};

use super::answers::raw_call;
use super::{API, DELETE, Outside, PluginApp, READ, SAVE};
use crate::harness::{Plugin, Reply, Session};

const SHOW: &str = "/k/api/plugin/proxy/config/show.json";
const TEN_MINUTES: i64 = 10 * 60 * 1_000;

impl PluginApp<'_> {
    /// Saves a proxy config for GET on `API`, or what `more` says.
    async fn keep(&self, headers: &Value, data: &Value, more: Value) -> Reply {
        let mut body = json!({"app": self.app, "pluginId": self.plugin.id(), "url": API,
            "method": "GET", "headers": headers, "data": data});
        let body_members = body.as_object_mut().unwrap();
        body_members.extend(more.as_object().unwrap().clone());
        self.post(&self.admin, SAVE, &body).await
    }

    async fn ticket(&self, by: &Session, app: AppId, plugin: &Plugin) -> Reply {
        let body = json!({"app": app, "pluginId": plugin.id()});
        self.post(by, SHOW, &body).await
    }

    /// Reads the values as the settings page does after "Show saved values".
    async fn open(&self) -> Value {
        let ticket = self.ticket(&self.admin, self.app, &self.plugin).await;
        let ticket = ticket.json()["ticket"].clone();
        self.with_ticket(&self.admin, &ticket).await
    }

    async fn with_ticket(&self, by: &Session, ticket: &Value) -> Value {
        let body = json!({"app": self.app, "pluginId": self.plugin.id(), "page": "settings",
            "url": API, "method": "GET", "shown": ticket});
        self.post(by, READ, &body).await.json()
    }
}

fn refused_mask() -> (u16, String) {
    (400, "PD_MASKED_VALUE".to_owned())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_settings_page_reads_masks_and_saves_them_back() {
    let out = Outside::open(Some(Credentials::Sealed)).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let headers = json!({"Authorization": "Bearer token-of-the-service", "X-Api-Key": "hunter2 of the service",
        "Cookie": "sid=secret; lang=ja", "Empty": ""});
    let data = json!({"appid": "id-of-the-service", "number": 123_456, "flag": true, "none": null, "empty": ""});
    let saved = plugin_app.keep(&headers, &data, json!({})).await;
    assert_eq!(saved.status, 200, "{}", saved.text());

    let masked = plugin_app.read(&plugin_app.admin, "settings").await;
    let all = masked.to_string();
    for secret in [
        "token-of",
        "of the service",
        "sid=",
        "id-of",
        "123456",
        "hunter2",
    ] {
        assert!(!all.contains(secret), "{all}");
    }
    assert!(text(&masked["headers"]["Authorization"]).starts_with("Bearer masked"));
    assert!(text(&masked["headers"]["Cookie"]).starts_with("masked"));
    for name in ["flag", "none", "empty"] {
        assert_eq!(masked["data"][name], data[name], "{name}");
    }
    // The same value always has the same mask, so a page that compares values sees no change.
    assert_eq!(plugin_app.read(&plugin_app.admin, "settings").await, masked);
    let original = json!({"headers": headers, "data": data});
    assert_eq!(plugin_app.open().await, original);

    // The whole answer as text and back, as some settings pages show it.
    let round = plugin_app
        .keep(&masked["headers"], &masked["data"], json!({}))
        .await;
    assert_eq!(round.status, 200, "{}", round.text());
    assert_eq!(plugin_app.open().await, original);

    // The secret without its scheme in an input, and with a scheme again when it is saved.
    let bare = text(&masked["headers"]["Authorization"]).replace("Bearer ", "");
    let changed =
        json!({"Authorization": format!("Bearer {bare}"), "X-Other": format!("Token {}", "new")});
    assert_eq!(
        plugin_app
            .keep(&changed, &masked["data"], json!({}))
            .await
            .status,
        200
    );
    let open = plugin_app.open().await;
    assert_eq!(
        open["headers"],
        json!({"Authorization": "Bearer token-of-the-service", "X-Other": "Token new"})
    );
    assert_eq!(open["data"], data);

    // Another scheme, and a number that becomes a text.
    let other = json!({"Authorization": format!("Token {bare}")});
    let number = text(&masked["data"]["number"]);
    let in_data = json!({"number": format!("no {number}"), "flag": false});
    let saved = plugin_app.keep(&other, &in_data, json!({})).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let open = plugin_app.open().await;
    assert_eq!(
        open["headers"],
        json!({"Authorization": "Token token-of-the-service"})
    );
    assert_eq!(open["data"], json!({"number": "no 123456", "flag": false}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_a_mask_saved_elsewhere_is_refused_and_nothing_is_saved() {
    let out = Outside::open(Some(Credentials::Sealed)).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let other = Plugin::new(1, "1");
    out.test.install(&other).await;
    plugin_app.add(&other).await;
    let second = out.test.app("App 2").await;
    let body = json!({"app": second, "ids": [plugin_app.plugin.id()]});
    let add = out.test.admin("POST", "/k/v1/preview/app/plugins.json");
    assert_eq!(add.json(&body).send().await.status, 200);

    let headers = json!({"X-Key": "secret-of-the-service", "X-Two": "second-secret"});
    let data = json!({"X-Key": "secret-of-the-data"});
    assert_eq!(
        plugin_app.keep(&headers, &data, json!({})).await.status,
        200
    );
    let masked = plugin_app.read(&plugin_app.admin, "settings").await;
    let (mask, two) = (&masked["headers"]["X-Key"], &masked["headers"]["X-Two"]);
    let in_data = &masked["data"]["X-Key"];

    let none = json!({});
    for (headers, data, more) in [
        (
            json!({"X-Key": mask}),
            none.clone(),
            json!({"url": "https://evil.example.com/"}),
        ),
        (
            json!({"X-Key": mask}),
            none.clone(),
            json!({"url": format!("{API}/")}),
        ),
        (
            json!({"X-Key": mask}),
            none.clone(),
            json!({"method": "POST"}),
        ),
        (
            json!({"X-Key": mask}),
            none.clone(),
            json!({"pluginId": other.id()}),
        ),
        (json!({"X-Key": mask}), none.clone(), json!({"app": second})),
        (json!({"X-Leak": mask}), none.clone(), json!({})),
        (json!({"x-key": mask}), none.clone(), json!({})),
        (json!({"X-Key": two}), none.clone(), json!({})),
        (
            json!({"X-Key": format!("Bearer {}", text(two))}),
            none.clone(),
            json!({}),
        ),
        (json!({"X-Key": in_data}), none.clone(), json!({})),
        (none.clone(), json!({"X-Key": mask}), json!({})),
        (none.clone(), json!({"q": in_data}), json!({})),
        // What stands beside a mask could make a part of the secret readable.
        (
            json!({"X-Key": format!("{} x", text(mask))}),
            none.clone(),
            json!({}),
        ),
        (
            json!({"X-Key": format!("{0} {0}", text(mask))}),
            none.clone(),
            json!({}),
        ),
        (
            none.clone(),
            json!({"X-Key": format!("x{}", text(in_data))}),
            json!({}),
        ),
        (
            none.clone(),
            json!({"X-Key": in_data}),
            json!({"url": "https://evil.example.com/"}),
        ),
    ] {
        let refused = plugin_app.keep(&headers, &data, more.clone()).await;
        assert_eq!(refused.refusal(), refused_mask(), "{headers} {data} {more}");
    }
    assert_eq!(
        plugin_app.open().await,
        json!({"headers": headers, "data": data})
    );
    let evil = plugin_app
        .read_of(
            &plugin_app.admin,
            &plugin_app.plugin,
            "settings",
            "https://evil.example.com/",
        )
        .await;
    assert_eq!(evil.json(), Value::Null);

    // The message names the header.
    let refused = plugin_app
        .keep(&json!({"X-Leak": mask}), &none, json!({}))
        .await;
    assert!(text(&refused.json()["message"]).contains("X-Leak"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_the_mask_of_a_deleted_value_and_one_among_readable_values_are_refused() {
    let out = Outside::open(Some(Credentials::Sealed)).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let headers = json!({"X-Key": "secret-of-the-service"});
    let none = json!({});
    let saved = plugin_app.keep(&headers, &none, json!({})).await;
    assert_eq!(saved.status, 200);
    let masked = plugin_app.read(&plugin_app.admin, "settings").await;
    let mask = &masked["headers"]["X-Key"];

    // After the credential was deleted, its mask stands for nothing.
    let listed = out.test.store().proxy_config_list().await.unwrap();
    let id = listed[0].proxy_config.id.as_str();
    let body = json!({"app": plugin_app.app, "id": id});
    assert_eq!(
        plugin_app
            .post(&plugin_app.admin, DELETE, &body)
            .await
            .status,
        200
    );
    let refused = plugin_app
        .keep(&json!({"X-Key": mask}), &none, json!({}))
        .await;
    assert_eq!(refused.refusal(), refused_mask());
    // A mask is refused where values are readable too.
    let readable = Outside::open(Some(Credentials::Readable)).await;
    let open_app = PluginApp::set(&readable.test).await;
    assert_eq!(open_app.keep(&headers, &none, json!({})).await.status, 200);
    assert_eq!(
        open_app.read(&open_app.admin, "settings").await,
        json!({"headers": headers, "data": none})
    );
    let refused = open_app
        .keep(&json!({"X-Leak": mask}), &none, json!({}))
        .await;
    assert_eq!(refused.refusal(), refused_mask());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_a_ticket_opens_the_values_of_one_plug_in_for_one_session_for_ten_minutes() {
    let out = Outside::open(Some(Credentials::Sealed)).await;
    let plugin_app = PluginApp::set(&out.test).await;
    let other = Plugin::new(1, "1");
    out.test.install(&other).await;
    plugin_app.add(&other).await;
    let headers = json!({"X-Key": "secret-of-the-service"});
    assert_eq!(
        plugin_app
            .keep(&headers, &json!({}), json!({}))
            .await
            .status,
        200
    );

    let member = plugin_app
        .ticket(&plugin_app.member, plugin_app.app, &plugin_app.plugin)
        .await;
    assert_eq!(member.status, 403);
    let absent = plugin_app
        .ticket(&plugin_app.admin, plugin_app.app, &Plugin::new(2, "1"))
        .await;
    assert_eq!(absent.status, 404, "{}", absent.text());
    let by_password = out.test.admin("POST", SHOW);
    let body = json!({"app": plugin_app.app, "pluginId": plugin_app.plugin.id()});
    assert_eq!(by_password.json(&body).send().await.status, 403);

    let masked = plugin_app.read(&plugin_app.admin, "settings").await;
    let ticket = plugin_app
        .ticket(&plugin_app.admin, plugin_app.app, &plugin_app.plugin)
        .await;
    let ticket = ticket.json()["ticket"].clone();
    let open = json!({"headers": headers, "data": {}});
    assert_eq!(
        plugin_app.with_ticket(&plugin_app.admin, &ticket).await,
        open
    );
    let elsewhere = plugin_app
        .ticket(&plugin_app.admin, plugin_app.app, &other)
        .await;
    let another = out.test.sign_in("admin").await;
    let later = format!("9{}", text(&ticket));
    for (by, ticket) in [
        (&plugin_app.admin, &elsewhere.json()["ticket"]),
        (&plugin_app.admin, &json!(later)),
        (&plugin_app.admin, &json!("")),
        (&plugin_app.admin, &json!(".")),
        (&another, &ticket),
    ] {
        assert_eq!(plugin_app.with_ticket(by, ticket).await, masked, "{ticket}");
    }
    out.test.state.clock.advance(TEN_MINUTES - 1);
    assert_eq!(
        plugin_app.with_ticket(&plugin_app.admin, &ticket).await,
        open
    );
    out.test.state.clock.advance(1);
    assert_eq!(
        plugin_app.with_ticket(&plugin_app.admin, &ticket).await,
        masked
    );

    assert_eq!(plugin_app.audit("proxy_config.show").await, ["", ""]);
    // Reading masks is not reading values.
    assert_eq!(
        plugin_app.lines("proxy_config.read.settings").await.len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t79_what_an_upstream_sends_back_has_no_sealed_secret() {
    for profile in [Credentials::Sealed, Credentials::Readable] {
        let is_sealed = profile == Credentials::Sealed;
        let out = Outside::open(Some(profile)).await;
        let plugin_app = PluginApp::set(&out.test).await;
        let headers = json!({"Authorization": "Token secret-of-the-service", "Accept-Language": "language-of-mine"});
        plugin_app
            .save(&out.url, headers, json!({"api_key": "query secret/1"}))
            .await;
        plugin_app.deploy().await;
        let by = &plugin_app.member;
        let echo = plugin_app
            .call(by, &format!("{}/echo", out.url), json!({}))
            .await
            .text();
        assert_eq!(echo.contains("secret-of-the-service"), !is_sealed, "{echo}");
        assert_eq!(echo.contains("Token ******"), is_sealed, "{echo}");
        assert!(echo.contains("language-of-mine"), "{echo}");
        let raw = raw_call(&plugin_app, &format!("{}/echo", out.url))
            .await
            .text();
        assert_eq!(raw.contains("secret-of-the-service"), !is_sealed, "{raw}");
        // As a redirect repeats the query.
        let moved = plugin_app
            .call(by, &format!("{}/moved", out.url), json!({}))
            .await;
        let location = moved.json()["result"]["headers"]["Location"].clone();
        assert_eq!(
            text(&location).contains("query%20secret%2F1"),
            !is_sealed,
            "{location}"
        );
        assert_eq!(
            text(&location).ends_with("api_key=******"),
            is_sealed,
            "{location}"
        );
        // A call without a plug-in cannot fetch what the upstream kept.
        let kept = json!({"pluginId": null, "headers": {"X-Key": "secret-of-the-service"}});
        let kept = plugin_app
            .call(by, &format!("{}/echo", out.url), kept)
            .await
            .text();
        assert_eq!(kept.contains("secret-of-the-service"), !is_sealed, "{kept}");
    }
}
