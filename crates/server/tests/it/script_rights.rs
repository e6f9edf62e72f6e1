//! Tests the right to add scripts to an app's pages (R50), and tokens whose owner was deactivated
//! (R51).

use plugdock_schema::AppId;
use serde_json::{Value, json};

use crate::harness::{Call, PASSWORD, TestApp};

const CUSTOMIZE: &str = "/k/v1/preview/app/customize.json";
const VIEWS: &str = "/k/v1/preview/app/views.json";
const TOKEN: &str = "/k/api/app/token.json";

fn eve(test: &TestApp, method: &str, path: &str) -> Call {
    test.call(method, path).password("eve", PASSWORD)
}

/// Creates an app of the user eve, who is not an administrator, and a token with all rights for it.
async fn app_of_eve(test: &TestApp) -> (AppId, String) {
    test.user("eve").await;
    let made = eve(test, "POST", "/k/v1/preview/app.json").json(&json!({"name": "Eve's"}));
    let app = made.send().await.json()["app"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let all = json!({"app": app, "view": true, "add": true, "edit": true, "delete": true, "manage": true});
    let token = eve(test, "POST", TOKEN).json(&all).send().await.json();
    (AppId(app), token["token"].as_str().unwrap().to_owned())
}

fn custom(html: &str) -> Value {
    json!({"type": "CUSTOM", "name": "Board", "index": "0", "html": html, "pager": true, "device": "ANY"})
}

fn list(index: &str) -> Value {
    json!({"type": "LIST", "name": "All", "index": index, "fields": ["Record_number"]})
}

stories! {
    // R50: each of these settings adds code that runs with the rights of everyone who opens the
    // page.
    async fn r50_only_an_administrator_changes_javascript_and_css(test: &TestApp) {
        let (app, token) = app_of_eve(test).await;
        let url = json!({"type": "URL", "url": "https://cdn.example.com/x.js"});
        let planted = [
            json!({"app": app, "desktop": {"js": [url.clone()]}}),
            json!({"app": app, "desktop": {"css": [url.clone()]}}),
            json!({"app": app, "mobile": {"js": [url.clone()]}}),
            json!({"app": app, "scope": "ADMIN"}),
        ];
        for body in &planted {
            for call in [
                eve(test, "PUT", CUSTOMIZE),
                test.call("PUT", CUSTOMIZE).token(&token),
                eve(test, "POST", CUSTOMIZE).header("X-HTTP-Method-Override", "PUT"),
            ] {
                let refused = call.json(body).send().await;
                assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()), "{body}");
            }
        }
        let kept = eve(test, "GET", &format!("{CUSTOMIZE}?app={app}")).send().await.json();
        assert_eq!((&kept["desktop"]["js"], &kept["revision"]), (&json!([]), &json!("1")));
        let by_admin = test.admin("PUT", CUSTOMIZE).json(&planted[0]).send().await;
        assert_eq!(by_admin.json(), json!({"revision": "2"}));
        let admin = test.sign_in("admin").await;
        let log = test.call("GET", "/k/admin/system/audit/log.csv").session(&admin).send().await.text();
        assert!(log.contains("app.script.change"), "{log}");
        // A manager may deploy a script that an administrator added.
        let deploy = json!({"apps": [{"app": app}]});
        let deployed = eve(test, "POST", "/k/v1/preview/app/deploy.json").json(&deploy).send().await;
        assert_eq!(deployed.json(), json!({}));
    }

    // R50
    async fn r50_only_an_administrator_adds_or_changes_a_custom_view(test: &TestApp) {
        let (app, token) = app_of_eve(test).await;
        let put = |call: Call, views: Value| call.json(&json!({"app": app, "views": views})).send();
        let html = "<img src=x onerror=alert(1)>";
        for call in [eve(test, "PUT", VIEWS), test.call("PUT", VIEWS).token(&token)] {
            let refused = put(call, json!({"Board": custom(html)})).await;
            assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));
        }
        let told = put(eve(test, "PUT", VIEWS), json!({"Board": custom(html)})).await.error();
        assert!(told["message"].as_str().unwrap().contains("administrator"), "{told}");
        let made = put(test.admin("PUT", VIEWS), json!({"Board": custom("<p>board</p>")})).await;
        assert_eq!(made.status, 200, "{}", made.text());

        // A manager may send back an unchanged custom view, move it, and add other views. A token
        // may do that too.
        let read = eve(test, "GET", &format!("{VIEWS}?app={app}")).send().await.json();
        let mut views = read["views"].clone();
        views["Board"]["index"] = json!("1");
        views["All"] = list("0");
        for call in [eve(test, "PUT", VIEWS), test.call("PUT", VIEWS).token(&token)] {
            let moved = put(call, views.clone()).await;
            assert_eq!(moved.status, 200, "{}", moved.text());
        }
        // No part of the custom view may be changed.
        let changes = [("html", json!(html)), ("name", json!("Other")), ("pager", json!(false)),
            ("device", json!("DESKTOP")), ("sort", json!("$id asc")), ("filterCond", json!("$id > 1"))];
        for (part, value) in changes {
            let mut asked = views.clone();
            asked["Board"][part] = value;
            let refused = put(eve(test, "PUT", VIEWS), asked).await;
            assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()), "{part}");
        }
        // A manager may not turn a list into a custom view, or add a second view with the same
        // HTML.
        let mut turned = views.clone();
        turned["All"] = custom("<p>board</p>");
        turned["All"]["name"] = json!("All");
        assert_eq!(put(eve(test, "PUT", VIEWS), turned).await.status, 403);
        assert_eq!(put(eve(test, "PUT", VIEWS), json!({"All": list("0")})).await.status, 200);
    }

    // R50: renaming the field that sorts a custom view does not count as a change of the view.
    async fn r50_a_custom_view_follows_its_fields_whoever_changes_them(test: &TestApp) {
        let (app, _) = app_of_eve(test).await;
        let fields = "/k/v1/preview/app/form/fields.json";
        let done = async |call: Call, body: Value| {
            let reply = call.json(&body).send().await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        };
        let new = json!({"n": {"type": "NUMBER", "code": "n", "label": "n"}});
        done(eve(test, "POST", fields), json!({"app": app, "properties": new})).await;
        let mut board = custom("<p>board</p>");
        board["sort"] = json!("n  desc,$id asc");
        done(test.admin("PUT", VIEWS), json!({"app": app, "views": {"Board": board}})).await;
        let read = eve(test, "GET", &format!("{VIEWS}?app={app}")).send().await.json();
        done(eve(test, "PUT", VIEWS), json!({"app": app, "views": read["views"]})).await;
        let renamed = json!({"n": {"type": "NUMBER", "code": "m", "label": "n"}});
        done(eve(test, "PUT", fields), json!({"app": app, "properties": renamed})).await;
        done(eve(test, "DELETE", fields), json!({"app": app, "fields": ["m"]})).await;
    }

    // R50: this is what the pages show to managers who may not add scripts.
    async fn r50_pages_offer_script_to_administrators_alone(test: &TestApp) {
        let (app, _) = app_of_eve(test).await;
        let url = json!({"type": "URL", "url": "https://cdn.example.com/x.js"});
        let body = json!({"app": app, "desktop": {"js": [url]}});
        assert_eq!(test.admin("PUT", CUSTOMIZE).json(&body).send().await.status, 200);
        let page = async |login: &str, end: &str| {
            let session = test.sign_in(login).await;
            let path = format!("/k/admin/app/{app}/{end}");
            test.call("GET", &path).session(&session).send().await.text()
        };
        let scripts = page("eve", "customize").await;
        assert!(scripts.contains("https://cdn.example.com/x.js") && !scripts.contains("pd-editor"), "{scripts}");
        assert!(scripts.contains("Only a system administrator"), "{scripts}");
        assert!(page("admin", "customize").await.contains("data-pd-editor=\"scripts\""));
        assert!(page("eve", "view").await.contains("\"custom\":false"));
        assert!(page("admin", "view").await.contains("\"custom\":true"));
    }

    // R51: a token is suspended when its owner may no longer sign in. A manager may take it over.
    async fn r51_tokens_of_a_user_who_is_put_out_are_suspended(test: &TestApp) {
        let (app, token) = app_of_eve(test).await;
        let ask = async || {
            let path = format!("/k/v1/preview/app/settings.json?app={app}");
            test.call("GET", &path).token(&token).send().await
        };
        assert_eq!(ask().await.status, 200);
        let user = test.store().user_by_login("eve").await.unwrap().unwrap();
        test.deactivate(user.id).await;
        assert_eq!(ask().await.refusal(), (401, "PD_TOKEN_SUSPENDED".to_owned()));

        let session = test.sign_in("admin").await;
        let page = async |end: &str| {
            let path = format!("/k/admin/app/{app}/{end}");
            test.call("GET", &path).session(&session).send().await.text()
        };
        assert!(page("general").await.contains("1 API token is suspended"));
        assert!(page("token").await.contains("Its owner, eve, was deactivated."));
        let listed = test.admin("GET", &format!("{TOKEN}?app={app}")).send().await.json();
        let one = &listed["tokens"][0];
        assert_eq!((&one["owner"], &one["suspended"]), (&json!("eve"), &json!(true)));

        let take = json!({"app": app, "id": one["id"]});
        let other = json!({"app": test.app("Other").await, "id": one["id"]});
        assert_eq!(test.admin("PUT", TOKEN).json(&other).send().await.status, 403);
        assert_eq!(test.admin("PUT", TOKEN).json(&take).send().await.json(), json!({}));
        assert_eq!(ask().await.status, 200);
        assert!(!page("general").await.contains("1 API token is suspended"));
        assert!(page("token").await.contains("Owner: admin"));
    }
}
