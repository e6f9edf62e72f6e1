//! Tests files that are uploaded by `file.json`.

use plugdock_server::api::openapi::document;
use serde_json::{Value, json};

use crate::harness::TestApp;

stories! {
    // B8.1: the client appends the request token behind the file.
    async fn a_form_of_a_session_brings_its_token_along(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let ask = || test.call("POST", "/k/v1/file.json").session(&session);
        let none = ask().file("a.txt", b"a").send().await;
        assert_eq!(none.refusal(), (403, "PD_CSRF".to_owned()));
        let wrong = ask().form("a.txt", b"a", &[("__REQUEST_TOKEN__", "wrong")]).send().await;
        assert_eq!(wrong.refusal(), (403, "PD_CSRF".to_owned()));
        let right = ask().form("a.txt", b"a", &[("__REQUEST_TOKEN__", &session.csrf)]);
        assert_eq!(right.send().await.status, 200);
        let header = ask().csrf(&session).file("a.txt", b"a").send().await;
        assert_eq!(header.status, 200, "{}", header.text());
    }

    // B3.2
    async fn a_form_without_a_file_is_told_so(test: &TestApp) {
        let kind = "multipart/form-data; boundary=x";
        let body = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nnot a file\r\n--x--\r\n";
        let no_name = test.admin("POST", "/k/v1/file.json").body(kind, body).send().await;
        assert_eq!(
            no_name.error()["errors"]["file"]["messages"][0],
            "The form data has no part named \"file\" with a file name."
        );
        let cut = test.admin("POST", "/k/v1/file.json").body(kind, "--x\r\n").send().await;
        assert_eq!(cut.refusal(), (400, "CB_IL02".to_owned()));
        let json = test.admin("POST", "/k/v1/file.json").json(&json!({})).send().await;
        assert_eq!(json.refusal(), (400, "CB_IL02".to_owned()));
        let nobody = test.call("POST", "/k/v1/file.json").file("a.txt", b"a").send().await;
        assert_eq!(nobody.refusal(), (401, "CB_AU01".to_owned()));
    }

    // B3.1: anyone who is signed in may upload, and so may API tokens. An upload cannot be
    // downloaded.
    async fn uploads_are_no_downloads(test: &TestApp) {
        let app = test.app("App 1").await;
        let made = test.admin("POST", "/k/api/app/token.json").json(&json!({"app": app, "add": true}));
        let made = made.send().await.json();
        let token = made["token"].as_str().unwrap();
        let key = test.call("POST", "/k/v1/file.json").token(token).file("a.txt", b"a");
        let key = key.send().await.json()["fileKey"].as_str().unwrap().to_owned();
        for path in ["/k/v1/file.json", "/k/api/file.json"] {
            let read = test.call("GET", &format!("{path}?fileKey={key}")).token(token).send().await;
            assert_eq!(read.refusal(), (404, "GAIA_BL01".to_owned()), "{path}");
        }
    }

    // T78: every documented operation is closed to strangers and to pages of other sites. New
    // operations are included automatically.
    async fn no_operation_is_open_to_strangers(test: &TestApp) {
        const OPEN: [(&str, &str); 2] = [("get", "/-/openapi.json"), ("post", "/k/api/session.json")];
        let session = test.sign_in("admin").await;
        let document: Value = serde_json::from_str(&document()).unwrap();
        let mut seen = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["get", "post", "put", "delete"] {
                if item.get(method).is_none() || OPEN.contains(&(method, path)) {
                    continue;
                }
                seen += 1;
                let upper = method.to_uppercase();
                let nobody = test.call(&upper, path).send().await;
                assert_eq!(nobody.refusal(), (401, "CB_AU01".to_owned()), "{method} {path}");
                if method == "get" {
                    continue;
                }
                let form = path.ends_with("/file.json");
                let call = test.call(&upper, path).session(&session);
                let call = if form { call.file("a", b"a") } else { call.json(&json!({})) };
                let unproven = call.send().await;
                assert_eq!(unproven.refusal(), (403, "PD_CSRF".to_owned()), "{method} {path}");
            }
        }
        assert!(seen >= 20, "{seen} operations");
    }
}
