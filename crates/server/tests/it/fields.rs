//! Fields of every type, by REST and on pages.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Reply, TestApp};

impl TestApp {
    /// An app of the administrator's with these fields, in operation.
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

    /// A call of the administrator's with a JSON body.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Reply {
        self.admin(method, path).json(&body).send().await
    }

    /// Adds a record; fails with the answer where it is refused.
    pub(crate) async fn record(&self, app: AppId, record: Value) -> String {
        let body = json!({"app": app, "record": record});
        let reply = self.send("POST", "/k/v1/record.json", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }
}

stories! {
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
        // A cell of the list is small: words only.
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

    async fn a_form_asks_for_results_and_for_people(test: &TestApp) {
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
        let path = "/k/api/people.json?kind=user&q=BO";
        let reply = test.call("GET", path).session(&session).send().await;
        assert_eq!(reply.json(), json!({"people": [{"type": "USER", "code": "bob", "name": "bob"}]}));
        assert_eq!(test.admin("GET", path).send().await.status, 403);
    }
}
