//! Tests the audit log: each action names who did it, with which API token, and from where.

use plugdock_schema::ApiTokenId;
use plugdock_store::{AuditLine, AuditQuery, By};
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Session, TestApp};

const MINUTE: i64 = 60_000;
const HERE: &str = "198.51.100.9";

/// Returns the audit lines of an action, the oldest first.
async fn lines(test: &TestApp, action: &str) -> Vec<AuditLine> {
    let query = AuditQuery {
        action: Some(action.to_owned()),
        limit: 1_000,
        ..AuditQuery::default()
    };
    let lines = test.store().audit(&query).await.unwrap().into_iter().rev();
    lines.map(|audited| audited.line).collect()
}

async fn details(test: &TestApp, action: &str) -> Vec<String> {
    let lines = lines(test, action).await.into_iter();
    lines.map(|line| line.detail).collect()
}

async fn guess(test: &TestApp, login: &str, address: &str) -> u16 {
    let body = json!({"username": login, "password": "guess"});
    let call = test.call("POST", "/k/api/session.json").from(address);
    call.json(&body).send().await.status
}

stories! {
    async fn a_change_by_a_token_has_its_number_and_address(test: &TestApp) {
        let app = test.app("Orders").await;
        let token = json!({"app": app, "manage": true});
        let token = test.admin("POST", "/k/api/app/token.json").json(&token).send().await.json();
        let views = json!({"app": app, "views": {"All": {"type": "LIST", "name": "All", "index": 0, "fields": []}}});
        let call = test.call("PUT", "/k/v1/preview/app/views.json").token(token["token"].as_str().unwrap());
        let reply = call.from(HERE).json(&views).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let line = lines(test, "app.views").await.remove(0);
        let id = ApiTokenId(token["id"].as_str().unwrap().parse().unwrap());
        assert_eq!(line.by, By { user: None, token: Some(id), address: HERE.parse().ok() });
        assert_eq!((line.app, &*line.detail), (Some(app), "views"));
        // The same change with a password names the user.
        let none = json!({"app": app, "views": {}});
        let reply = test.admin("PUT", "/k/v1/preview/app/views.json").from(HERE).json(&none).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let line = lines(test, "app.views").await.remove(1);
        assert_eq!(line.by, By::user(test.admin.id, HERE.parse().ok()));
        // The page and the file show both.
        let admin = test.sign_in("admin").await;
        let get = |path: &str| test.call("GET", path).header("Cookie", &admin.cookie).send();
        let page = get("/k/admin/system/audit/").await.text();
        assert!(page.contains(HERE) && page.contains(&format!("API token {id}")), "{page}");
        let file = get("/k/admin/system/audit/log.csv").await.text();
        assert!(file.contains(&format!("\"{id}\",\"{HERE}\"")), "{file}");
    }

    async fn each_part_of_an_apps_settings_has_its_line(test: &TestApp) {
        let app = test.app("Orders").await;
        let send = async |method: &str, path: &str, mut body: Value| {
            body["app"] = json!(app);
            let reply = test.admin(method, &format!("/k/v1/preview/{path}.json")).json(&body).send().await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        };
        send("POST", "app/form/fields", json!({"properties": {"n": {"type": "NUMBER", "code": "n", "label": "n"}}})).await;
        let row = json!({"type": "ROW", "fields": [{"type": "NUMBER", "code": "n", "size": {"width": "300"}}]});
        send("PUT", "app/form/layout", json!({"layout": [row]})).await;
        let everyone = json!({"type": "GROUP", "code": "everyone"});
        send("PUT", "app/acl", json!({"rights": [{"entity": {"type": "CREATOR"}, "appEditable": true}]})).await;
        send("PUT", "record/acl", json!({"rights": [{"filterCond": "", "entities": [{"entity": everyone, "viewable": true}]}]})).await;
        send("PUT", "field/acl", json!({"rights": [{"code": "n", "entities": [{"entity": everyone, "accessibility": "READ"}]}]})).await;
        let script = json!({"type": "URL", "url": "https://cdn.example/a.js"});
        send("PUT", "app/customize", json!({"desktop": {"js": [script]}})).await;
        // A change that changes nothing leaves no line.
        send("PUT", "app/acl", json!({"rights": [{"entity": {"type": "CREATOR"}, "appEditable": true}]})).await;
        let form = details(test, "app.fields").await;
        assert!(form.len() == 2 && form[0].starts_with("fields") && form[1] == "layout", "{form:?}");
        assert_eq!(details(test, "app.permissions").await, ["app", "records", "fields"]);
        assert_eq!(details(test, "app.script.change").await, ["files=0, urls=1"]);
    }

    async fn sessions_are_on_record_from_begin_to_end(test: &TestApp) {
        let ada = test.user("ada").await;
        let by = |user| By::user(user, HERE.parse().ok());
        let sign_in = async || {
            let body = json!({"username": "ada", "password": PASSWORD});
            let reply = test.call("POST", "/k/api/session.json").from(HERE).json(&body).send().await;
            Session::of(&reply)
        };
        let session = sign_in().await;
        let begun = lines(test, "session.begin").await;
        assert_eq!((begun.len(), begun[0].by, &*begun[0].detail), (1, by(ada.id), ""));
        let out = test.call("DELETE", "/k/api/session.json").from(HERE).session(&session).csrf(&session);
        assert_eq!(out.send().await.status, 200);
        // An administrator ends the next one.
        sign_in().await;
        let path = format!("/k/api/sessions.json?user={}", ada.id);
        let listed = test.admin("GET", &path).send().await.json();
        let path = format!("{path}&id={}", listed["sessions"][0]["id"].as_str().unwrap());
        assert_eq!(test.admin("DELETE", &path).from(HERE).send().await.status, 200);
        let ended = lines(test, "session.end").await;
        let who: Vec<_> = ended.iter().map(|line| (line.by, &*line.detail)).collect();
        assert_eq!(who, [(by(ada.id), "ada"), (by(test.admin.id), "ada")]);
    }

    async fn refused_sign_ins_leave_one_line_a_minute(test: &TestApp) {
        test.user("ada").await;
        for _ in 0..12 {
            guess(test, "ada", HERE).await;
        }
        // The password header is a sign-in too.
        let header = test.call("GET", "/k/v1/apps.json").from("198.51.100.10").password("ada", "guess");
        assert_eq!(header.send().await.status, 401);
        let refused = lines(test, "session.refuse").await;
        let seen: Vec<_> = refused.iter().map(|line| (line.by, &*line.detail)).collect();
        let by = |address: &str| By::stranger(address.parse().unwrap());
        assert_eq!(seen, [(by(HERE), "ada"), (by("198.51.100.10"), "ada")]);
        // The throttle refused two of the twelve before their password was checked. The line for the
        // nine others follows.
        test.state.clock.advance(MINUTE);
        assert_eq!(guess(test, &"x".repeat(200), HERE).await, 401);
        let refused = lines(test, "session.refuse").await;
        let counts: Vec<_> = refused.iter().map(|line| (line.detail.len(), line.earlier.len() + 1)).collect();
        assert_eq!(counts, [(3, 1), (3, 1), (3, 9), (128, 1)]);
        let admin = test.sign_in("admin").await;
        let page = test.call("GET", "/k/admin/system/audit/?action=session.refuse").header("Cookie", &admin.cookie);
        let page = page.send().await.text();
        assert!(page.contains("Not signed in") && page.contains("9 times since"), "{page}");
    }
}
