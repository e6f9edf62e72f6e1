//! Tests an app's process by REST: its settings, records and actions, and how pages display it.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::TestApp;

impl TestApp {
    /// Changes the process of an app and deploys it.
    async fn process(&self, app: AppId, mut body: Value) {
        body["app"] = json!(app);
        let reply = self
            .send("PUT", "/k/v1/preview/app/status.json", body)
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.form(app, "PUT", json!({})).await;
    }

    async fn value(&self, app: AppId, code: &str) -> Value {
        let path = format!("/k/v1/record.json?app={app}&id=1");
        let reply = self.admin("GET", &path).send().await;
        reply.json()["record"][code].clone()
    }
}

stories! {
    async fn a_process_is_set_up_read_and_passed_through(test: &TestApp) {
        let app = test.app_with("Requests", json!({"n": {"type": "NUMBER"}})).await;
        let live = format!("/k/v1/app/status.json?app={app}");
        let never = test.admin("GET", &live).send().await.json();
        assert_eq!((&never["enable"], &never["states"], &never["actions"]), (&json!(false), &json!(null), &json!(null)));
        let form = format!("/k/v1/app/form/fields.json?app={app}");
        let described_now = async || test.admin("GET", &form).send().await.json()["properties"]["Status"].clone();
        let described = |on: bool| json!({"type": "STATUS", "code": "Status", "label": "Status", "enabled": on});
        assert_eq!(described_now().await, described(false));
        test.record(app, json!({"n": {"value": "1"}})).await;
        assert_eq!(test.value(app, "Status").await, json!(null));

        test.user("bob").await;
        let bob = json!({"entity": {"type": "USER", "code": "bob"}, "includeSubs": false});
        let creator = json!({"entity": {"type": "FIELD_ENTITY", "code": "Created_by"}, "includeSubs": false});
        let states = json!({
            "New": {"name": "New", "index": "0", "assignee": {"type": "ONE", "entities": [creator]}},
            "Doing": {"name": "Doing", "index": "1", "assignee": {"type": "ONE", "entities": [bob]}},
        });
        let actions = json!([{"name": "Start", "from": "New", "to": "Doing", "filterCond": "n > \"0\"", "type": "PRIMARY"}]);
        test.process(app, json!({"enable": "true", "states": states, "actions": actions})).await;
        let answered = test.admin("GET", &live).send().await.json();
        assert_eq!((&answered["states"], &answered["actions"]), (&states, &actions));
        assert_eq!(described_now().await, described(true));
        assert_eq!(test.value(app, "Status").await, json!({"type": "STATUS", "value": "New"}));

        let act = async |body: Value| {
            let mut whole = json!({"app": app, "id": "1", "action": "Start"});
            whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            test.send("PUT", "/k/v1/record/status.json", whole).await
        };
        assert_eq!(act(json!({})).await.refusal(), (400, "GAIA_SA01".to_owned()));
        assert_eq!(act(json!({"assignee": "admin"})).await.refusal(), (400, "PD_ASSIGNEE".to_owned()));
        assert_eq!(act(json!({"assignee": "bob", "revision": 7})).await.refusal(), (409, "GAIA_CO02".to_owned()));
        assert_eq!(act(json!({"action": "Stop"})).await.refusal(), (400, "GAIA_IL03".to_owned()));
        // The record is still at its first revision, because the deployment did not write a new
        // one.
        assert_eq!(act(json!({"assignee": "bob", "revision": "1"})).await.json(), json!({"revision": "3"}));
        let assignee = json!({"type": "STATUS_ASSIGNEE", "value": [{"code": "bob", "name": "bob"}]});
        assert_eq!(test.value(app, "Assignee").await, assignee);
        assert_eq!(act(json!({})).await.refusal(), (400, "GAIA_IL03".to_owned()));
        let found = format!("/k/v1/records.json?app={app}&query=Status%20in%20(%22Doing%22)&fields=Status");
        let found = test.admin("GET", &found).send().await.json();
        assert_eq!(found["records"], json!([{"Status": {"type": "STATUS", "value": "Doing"}}]));

        let body = json!({"app": app, "id": 1, "assignees": ["admin"], "revision": 3});
        let handed = test.send("PUT", "/k/v1/record/assignees.json", body).await;
        assert_eq!(handed.json(), json!({"revision": "4"}));
        test.record(app, json!({"n": {"value": "2"}})).await;
        let many = |action: &str| json!({"app": app, "records": [
            {"id": 2, "action": "Start", "assignee": "bob"}, {"id": 1, "action": action}]});
        let path = "/k/v1/records/status.json";
        assert_eq!(test.send("PUT", path, many("Start")).await.refusal(), (400, "GAIA_IL03".to_owned()));
        let back = json!([actions[0], {"name": "Back", "from": "Doing", "to": "New"}]);
        test.process(app, json!({"actions": back})).await;
        let mut both = many("Back");
        both["records"][1]["assignee"] = json!("admin");
        let answer = test.send("PUT", path, both).await.json();
        assert_eq!(answer["records"], json!([{"id": "2", "revision": "3"}, {"id": "1", "revision": "6"}]));
    }

    async fn what_is_wrong_with_a_process_is_told_at_its_place(test: &TestApp) {
        let app = test.preview_app("Wrong").await;
        let path = "/k/v1/preview/app/status.json";
        let wrong = json!({"app": app, "enable": true, "states": {"a": {"index": 0}},
            "actions": [{"name": "x", "from": "a", "to": "b", "filterCond": "nothing = 1"}]});
        let reply = test.send("PUT", path, wrong).await;
        assert_eq!(reply.refusal(), (400, "CB_VA01".to_owned()));
        let places: Vec<String> = reply.error()["errors"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(places, ["actions[0].to", "actions[0].filterCond"]);
        let nobody = json!({"type": "ANY", "entities": [{"entity": {"type": "USER", "code": "nobody"}}]});
        let body = json!({"app": app, "enable": true, "states": {"a": {"index": 0, "assignee": nobody}}});
        assert_eq!(test.send("PUT", path, body).await.refusal(), (400, "GAIA_IL26".to_owned()));
        let body = json!({"app": app, "enable": true, "revision": 99});
        assert_eq!(test.send("PUT", path, body).await.refusal(), (409, "GAIA_CO02".to_owned()));
        let off = json!({"app": app, "id": 1, "action": "x"});
        assert_eq!(test.send("PUT", "/k/v1/record/status.json", off).await.refusal(), (404, "GAIA_AP01".to_owned()));
    }

    async fn pages_show_the_status_and_the_actions_of_who_looks(test: &TestApp) {
        let app = test.app_with("Shown", json!({"n": {"type": "NUMBER"}})).await;
        test.process(app, json!({"enable": true})).await;
        test.record(app, json!({})).await;
        test.user("bob").await;
        let see = async |who: &str, path: &str| {
            let session = test.sign_in(who).await;
            let reply = test.call("GET", path).header("Cookie", &session.cookie).send().await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
            reply.text()
        };
        for base in [format!("/k/{app}/"), format!("/k/m/{app}/"), format!("/k/admin/preview/{app}/")] {
            let html = see("admin", &format!("{base}show?record=1")).await;
            assert!(html.contains(r#"data-pd-step="Start" data-pd-to="In progress""#), "{html}");
            assert!(html.contains(">Not started<"), "{html}");
            assert!(see("admin", &base).await.contains("Not started"));
        }
        let html = see("bob", &format!("/k/{app}/show?record=1")).await;
        assert!(html.contains(">Not started<") && !html.contains("data-pd-step"), "not bob's to act");
    }
}
