//! Tests the pages about an app's data, and the endpoints of their scripts.

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Reply, Session, TestApp};

/// Creates and deploys an app with these fields, and adds these records.
pub(crate) async fn shop(test: &TestApp, properties: Value, records: Value) -> AppId {
    let send = async |path: &str, body: Value| {
        let reply = test.admin("POST", path).json(&body).send().await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        reply.json()
    };
    let added = send("/k/v1/preview/app.json", json!({"name": "Shop"})).await;
    let app: i64 = added["app"].as_str().unwrap().parse().unwrap();
    let fields = json!({"app": app, "properties": properties});
    send("/k/v1/preview/app/form/fields.json", fields).await;
    send(
        "/k/v1/preview/app/deploy.json",
        json!({"apps": [{"app": app}]}),
    )
    .await;
    let records = json!({"app": app, "records": records});
    send("/k/v1/records.json", records).await;
    AppId(app)
}

pub(crate) async fn get(test: &TestApp, session: &Session, path: &str) -> Reply {
    test.call("GET", path).session(session).send().await
}

stories! {
    async fn a_graphs_figures_are_asked_by_a_session_and_are_exact(test: &TestApp) {
        let fields = json!({
            "kind": {"type": "DROP_DOWN", "code": "kind", "label": "Kind",
                "options": {"b": {"label": "b", "index": "0"}, "a": {"label": "a", "index": "1"}}},
            "n": {"type": "NUMBER", "code": "n", "label": "N"},
        });
        let records = json!([
            {"kind": {"value": "a"}, "n": {"value": "0.1"}},
            {"kind": {"value": "a"}, "n": {"value": "0.2"}},
            {"n": {"value": "7"}},
        ]);
        let app = shop(test, fields, records).await;
        let session = test.sign_in("admin").await;
        let ask = async |rest: &str| get(test, &session, &format!("/k/api/report.json?app={app}&{rest}")).await;
        let told = ask("group=kind&series=Created_by&function=sum&field=n").await.json();
        assert_eq!(told, json!({
            "groups": [
                {"label": "a", "records": 2, "value": "0.3", "parts": ["0.3"]},
                {"label": "(empty)", "records": 1, "value": "7", "parts": ["7"]},
            ],
            "series": ["admin"], "total": 2, "records": 3,
        }));
        let week = ask("group=Created_datetime&step=week").await.json();
        assert_eq!(week["groups"][0]["label"], "Week of 2027-01-10");
        assert_eq!(ask("group=nowhere").await.refusal(), (400, "GAIA_IQ11".to_owned()));
        assert_eq!(ask("group=kind&function=sum&field=kind").await.refusal().1, "PD_REPORT_FIELD");
        assert_eq!(ask("group=Record_number").await.refusal().1, "PD_REPORT_GROUP");
        let wrong = ask("step=hour&sort=x&limit=0").await.json();
        let places: Vec<&String> = wrong["errors"].as_object().unwrap().keys().collect();
        assert_eq!(places, ["group", "step", "sort", "limit"]);
        // R25: a call with a password, or without authentication, is refused.
        let path = format!("/k/api/report.json?app={app}&group=kind");
        assert_eq!(test.admin("GET", &path).send().await.refusal().0, 403);
        assert_eq!(test.call("GET", &path).send().await.refusal().0, 401);
    }

    // R27, R40, T78
    async fn print_and_graph_are_for_who_may_open_the_app_and_their_preview_for_who_manages_it(test: &TestApp) {
        let fields = json!({"name": {"type": "SINGLE_LINE_TEXT", "code": "name", "label": "Name"}});
        let app = shop(test, fields, json!([{"name": {"value": "<img src=x>"}}])).await;
        let admin = test.sign_in("admin").await;
        test.user("bob").await;
        let bob = test.sign_in("bob").await;
        for (path, page) in [("print?record=1", "print"), ("report", "report")] {
            let html = get(test, &bob, &format!("/k/{app}/{path}")).await.text();
            assert!(html.contains(&format!("\"page\":\"{page}\"")), "{path}");
            assert!(!html.contains("<img src=x>"), "T75 {path}");
            let preview = format!("/k/admin/preview/{app}/{path}");
            assert_eq!(get(test, &bob, &preview).await.status, 403, "{preview}");
            let html = get(test, &admin, &preview).await.text();
            assert!(html.contains("\"preview\":true"), "{preview}");
        }
        assert_eq!(get(test, &bob, &format!("/k/{app}/print?record=2")).await.status, 404);
        let phone = get(test, &bob, &format!("/k/m/{app}/report")).await.text();
        assert!(phone.contains("\"mobile\":true") && !phone.contains(&format!("/k/m/{app}/import")));
    }
}
