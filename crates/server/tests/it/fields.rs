//! Tests fields of every type, by REST and on pages.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Reply, TestApp};

impl TestApp {
    /// Creates and deploys an app of the administrator with these fields.
    pub(crate) async fn app_with(&self, name: &str, properties: Value) -> AppId {
        let app = self.preview_app(name).await;
        self.form(app, "POST", properties).await;
        app
    }

    /// Changes the form of an app and deploys it.
    pub(crate) async fn form(&self, app: AppId, method: &str, properties: Value) {
        let body = json!({"app": app, "properties": properties});
        let path = "/k/v1/preview/app/form/fields.json";
        let reply = self.admin(method, path).json(&body).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let body = json!({"apps": [{"app": app}]});
        let path = "/k/v1/preview/app/deploy.json";
        let reply = self.admin("POST", path).json(&body).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Makes a call of the administrator with a JSON body.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Reply {
        self.admin(method, path).json(&body).send().await
    }

    /// Adds a record and returns its ID. Panics with the answer if it is refused.
    pub(crate) async fn record(&self, app: AppId, record: Value) -> String {
        let body = json!({"app": app, "record": record});
        let reply = self.send("POST", "/k/v1/record.json", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }
}

stories! {
    // With `npm run answers` (web/README.md), this compares every kind of setting with the API
    // document.
    async fn a_form_is_told_as_it_was_said_and_laid_out(test: &TestApp) {
        let other = test.app_with("Other", json!({"name": {"type": "SINGLE_LINE_TEXT", "unique": true}})).await;
        let related = json!({"app": other});
        let options = json!({"x": {"label": "x", "index": 0}});
        let app = test.app_with("Form", json!({
            "look": {"type": "SINGLE_LINE_TEXT", "lookup": {"relatedApp": related, "relatedKeyField": "name"}},
            "near": {"type": "REFERENCE_TABLE", "referenceTable": {"relatedApp": related,
                "condition": {"field": "look", "relatedField": "name"}, "displayFields": ["name"]}},
            "boxes": {"type": "CHECK_BOX", "options": options, "defaultValue": ["x"]},
            "who": {"type": "USER_SELECT", "defaultValue": [{"type": "USER", "code": "admin"}]},
            "sum": {"type": "CALC", "expression": "1 + 1", "unit": "h"},
            "rows": {"type": "SUBTABLE", "fields": {"n": {"type": "NUMBER", "minValue": "1"}}},
            "part": {"type": "GROUP"},
            "gone": {"type": "DATE"},
        })).await;
        let fields = "/k/v1/preview/app/form/fields.json";
        let gone = test.send("DELETE", fields, json!({"app": app, "fields": ["gone"]})).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        let told = test.admin("GET", &format!("{fields}?app={app}")).send().await.json();
        assert_eq!(told["properties"]["look"]["lookup"]["relatedApp"]["app"], other.to_string());
        assert_eq!(told["properties"].get("gone"), None);

        let cell = |kind: &str, code: &str| json!({"type": kind, "code": code, "size": {"width": "200"}});
        let layout = json!([
            {"type": "ROW", "fields": [cell("SINGLE_LINE_TEXT", "look"), cell("REFERENCE_TABLE", "near"),
                {"type": "LABEL", "label": "<b>", "size": {}}, {"type": "SPACER", "elementId": "here", "size": {}},
                {"type": "HR", "size": {}}]},
            {"type": "SUBTABLE", "code": "rows", "fields": [cell("NUMBER", "n")]},
            {"type": "GROUP", "code": "part", "layout": [{"type": "ROW", "fields": [
                cell("CHECK_BOX", "boxes"), cell("USER_SELECT", "who"), cell("CALC", "sum")]}]},
        ]);
        let path = "/k/v1/preview/app/form/layout.json";
        let laid = test.send("PUT", path, json!({"app": app, "layout": layout})).await;
        assert_eq!(laid.status, 200, "{}", laid.text());
        let told = test.admin("GET", &format!("{path}?app={app}")).send().await.json();
        assert_eq!(told["layout"], layout);
    }

    async fn t75_rich_text_is_shown_formatted_and_nothing_in_it_runs(test: &TestApp) {
        let app = test.app_with("Notes", json!({"text": {"type": "RICH_TEXT"}})).await;
        let written = r#"<b>bold</b><script>alert(1)</script><img src="x" onerror="alert(1)"><a href="javascript:alert(1)">x</a>"#;
        test.record(app, json!({"text": {"value": written}})).await;
        let path = format!("/k/v1/record.json?app={app}&id=1");
        let kept = test.admin("GET", &path).send().await.json();
        let clean = r#"<b>bold</b><a rel="noopener noreferrer">x</a>"#;
        assert_eq!(kept["record"]["text"]["value"], clean);

        let session = test.sign_in("admin").await;
        let page = async |path: String| {
            let call = test.call("GET", &path).header("Cookie", &session.cookie);
            let reply = call.send().await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            reply.text()
        };
        let html = page(format!("/k/{app}/show?record=1")).await;
        assert!(html.contains(&format!("<div class=\"pd-rich\">{clean}</div>")), "{html}");
        // A cell of the list has little space, so it shows only plain text.
        let html = page(format!("/k/{app}/")).await;
        assert!(html.contains(">bold x<") && !html.contains("pd-rich"), "{html}");
    }
    async fn a_wrong_formula_is_refused_with_its_place(test: &TestApp) {
        let app = test.preview_app("Sums").await;
        let body = json!({"app": app, "properties": {"c": {"type": "CALC", "expression": "1 + nothing"}}});
        let reply = test.send("POST", "/k/v1/preview/app/form/fields.json", body.clone()).await;
        assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
        shows!(reply.error()["errors"], @r#"
        {
          "properties[c].expression": {
            "messages": [
              "The field \"nothing\" in the formula does not exist or cannot be used in a formula (at character 5)."
            ]
          }
        }
        "#);
    }

    async fn a_form_asks_for_results_and_for_users(test: &TestApp) {
        let formula = json!({"type": "CALC", "expression": "n * 1.5", "unit": "kg"});
        let app = test.app_with("Sums", json!({"n": {"type": "NUMBER"}, "c": formula})).await;
        let session = test.sign_in("admin").await;
        let path = "/k/api/record/compute.json";
        let body = json!({"app": app, "record": {"n": {"value": "3"}}});
        let call = || test.call("POST", path).session(&session).json(&body);
        let reply = call().csrf(&session).send().await;
        assert_eq!(reply.json(), json!({"record": {"c": {"type": "CALC", "value": "4.5"}}}));
        assert_eq!(call().send().await.status, 403);
        assert_eq!(test.send("POST", path, body.clone()).await.status, 403);

        test.user("bob").await;
        let path = "/k/api/entities.json?kind=user&q=BO";
        let reply = test.call("GET", path).session(&session).send().await;
        assert_eq!(reply.json(), json!({"entities": [{"type": "USER", "code": "bob", "name": "bob"}]}));
        assert_eq!(test.admin("GET", path).send().await.status, 403);
    }
}
