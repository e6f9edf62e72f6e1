//! Tests the ways to authenticate (password, API token, session), and what each of them cannot do.

use serde_json::json;

use crate::harness::{Call, NOW, PASSWORD, TestApp};

/// Returns a path that any signed-in caller may read.
fn config_of(app: plugdock_schema::AppId) -> String {
    format!("/k/v1/preview/app/deploy.json?apps={app}")
}

stories! {
    // B8.1
    async fn a_password_comes_in_its_header(test: &TestApp) {
        let path = config_of(test.app("App 1").await);
        let ask = || test.call("GET", &path);
        assert_eq!(ask().password("admin", PASSWORD).send().await.status, 200);
        // The value must be base64 with padding, and the decoded text must contain a colon.
        for header in ["", "?", "YWRtaW4=", "YWRtaW46"] {
            let refused = ask().header("X-Cybozu-Authorization", header).send().await;
            assert_eq!(refused.refusal(), (401, "CB_WA01".to_owned()), "{header:?}");
        }
        let wrong = ask().password("admin", "wrong").send().await;
        let unknown = ask().password("nobody", PASSWORD).send().await;
        assert_eq!(wrong.error(), unknown.error(), "the answer does not tell who exists");
        assert_eq!(ask().send().await.refusal(), (401, "CB_AU01".to_owned()));
        // The server ignores a Basic authentication header of the site around it.
        let beside = ask().password("admin", PASSWORD).header("Authorization", "Basic Zm9vOmJhcg==");
        assert_eq!(beside.send().await.status, 200);
    }

    // B8.1: the order is password, then token, then session.
    async fn the_password_wins_over_the_token_and_the_token_over_the_session(test: &TestApp) {
        let path = config_of(test.app("App 1").await);
        let session = test.sign_in("admin").await;
        let ask = || test.call("GET", &path).session(&session);
        assert_eq!(ask().send().await.status, 200);
        let token = ask().token("no-such-token").send().await;
        assert_eq!(token.refusal(), (401, "PD_TOKEN_UNKNOWN".to_owned()));
        let password = ask().token("no-such-token").password("admin", "wrong").send().await;
        assert_eq!(password.refusal(), (401, "CB_WA01".to_owned()));
        let password = ask().token("no-such-token").password("admin", PASSWORD).send().await;
        assert_eq!(password.status, 200);
    }

    // B8.1
    async fn a_token_opens_its_app_and_what_it_was_given(test: &TestApp) {
        let (one, other) = (test.app("App 1").await, test.app("App 2").await);
        let make = |app, manage| {
            test.admin("POST", "/k/api/app/token.json")
                .json(&json!({"app": app, "view": true, "manage": manage}))
        };
        let manager = make(one, true).send().await.json();
        let viewer = make(other, false).send().await.json();
        let (manager, viewer) = (manager["token"].as_str().unwrap(), viewer["token"].as_str().unwrap());
        assert!(manager.len() == 40 && manager.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{manager}");

        let status = |app, tokens: String| test.call("GET", &config_of(app)).token(&tokens).send();
        assert_eq!(status(one, manager.to_owned()).await.status, 200);
        assert_eq!(status(other, manager.to_owned()).await.status, 403);
        assert_eq!(status(other, viewer.to_owned()).await.status, 403);
        // A call may have several tokens, each for its own app. The maximum is nine.
        assert_eq!(status(one, format!("{viewer}, {manager}")).await.status, 200);
        let ten: Vec<String> = (0..10).map(|n| format!("t{n}")).collect();
        assert_eq!(status(one, ten.join(",")).await.refusal(), (400, "CB_IL02".to_owned()));
    }

    // B8.1, T78: a token must not create tokens or reach resources of the system.
    async fn a_token_is_kept_from_what_is_for_users(test: &TestApp) {
        let app = test.app("App 1").await;
        let made = test
            .admin("POST", "/k/api/app/token.json")
            .json(&json!({"app": app, "manage": true}))
            .send()
            .await
            .json();
        let token = made["token"].as_str().unwrap();
        for path in [
            format!("/k/api/app/token.json?app={app}"),
            "/k/api/users.json".to_owned(),
            "/k/api/session.json".to_owned(),
        ] {
            let refused = test.call("GET", &path).token(token).send().await;
            assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()), "{path}");
        }
    }

    async fn a_removed_token_opens_nothing_any_more(test: &TestApp) {
        let app = test.app("App 1").await;
        let made = test
            .admin("POST", "/k/api/app/token.json")
            .json(&json!({"app": app, "manage": true}))
            .send()
            .await
            .json();
        let ask = || test.call("GET", &config_of(app)).token(made["token"].as_str().unwrap());
        assert_eq!(ask().send().await.status, 200);
        let list = test.admin("GET", &format!("/k/api/app/token.json?app={app}")).send().await;
        assert_eq!(
            list.json(),
            json!({"tokens": [{
                "id": made["id"], "view": false, "add": false, "edit": false, "delete": false,
                "manage": true, "owner": "admin", "suspended": false,
            }]})
        );
        let path = format!("/k/api/app/token.json?app={app}&id={}", made["id"].as_str().unwrap());
        assert_eq!(test.admin("DELETE", &path).send().await.status, 200);
        assert_eq!(ask().send().await.refusal(), (401, "PD_TOKEN_UNKNOWN".to_owned()));
    }

    // B8.1
    async fn a_session_serves_scripts_and_needs_its_token_for_changes(test: &TestApp) {
        let app = test.app("App 1").await;
        let path = config_of(app);
        let session = test.sign_in("admin").await;
        // A link or a form of another page cannot send the header.
        let link = test.call("GET", &path).header("Cookie", &session.cookie).send().await;
        assert_eq!(link.refusal(), (401, "CB_AU01".to_owned()));
        assert_eq!(test.call("GET", &path).session(&session).send().await.status, 200);

        let deploy = |extra: serde_json::Value| {
            let mut body = json!({"apps": [{"app": app}]});
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            test.call("POST", "/k/v1/preview/app/deploy.json").session(&session).json(&body)
        };
        let none = deploy(json!({})).send().await;
        assert_eq!(none.refusal(), (403, "PD_CSRF".to_owned()));
        let wrong = deploy(json!({"__REQUEST_TOKEN__": "wrong"})).send().await;
        assert_eq!(wrong.refusal(), (403, "PD_CSRF".to_owned()));
        let body = deploy(json!({"__REQUEST_TOKEN__": session.csrf})).send().await;
        assert_eq!(body.status, 200, "{}", body.text());
        let header = deploy(json!({})).csrf(&session).send().await;
        assert_eq!(header.status, 200, "{}", header.text());
        let foreign = deploy(json!({})).csrf(&session).header("Origin", "https://evil.test");
        assert_eq!(foreign.send().await.refusal(), (403, "PD_CSRF".to_owned()));
        let own = deploy(json!({})).csrf(&session).header("Origin", &test.url);
        assert_eq!(own.send().await.status, 200);
    }

    // B8.1, B9.4: the token may be in the query of a DELETE, or in a POST that replaces a GET.
    async fn the_request_token_may_be_in_the_query_and_is_stripped(test: &TestApp) {
        let app = test.app("App 1").await;
        let session = test.sign_in("admin").await;
        let made = test
            .call("POST", "/k/api/app/token.json")
            .session(&session)
            .csrf(&session)
            .json(&json!({"app": app}))
            .send()
            .await
            .json();
        let path = format!(
            "/k/api/app/token.json?app={app}&id={}&__REQUEST_TOKEN__={}",
            made["id"].as_str().unwrap(),
            session.csrf
        );
        assert_eq!(test.call("DELETE", &path).session(&session).send().await.status, 200);

        let get = test
            .call("POST", "/k/v1/preview/app/deploy.json")
            .session(&session)
            .header("X-HTTP-Method-Override", "GET")
            .json(&json!({"apps": [app], "__REQUEST_TOKEN__": session.csrf}));
        assert_eq!(get.send().await.status, 200);
    }

    async fn signing_in_sets_a_cookie_that_scripts_cannot_read(test: &TestApp) {
        let body = json!({"username": "admin", "password": PASSWORD});
        let ask = || test.call("POST", "/k/api/session.json").json(&body);
        let reply = ask().send().await;
        let cookie = reply.header("set-cookie");
        assert!(cookie.starts_with("plugdock_session="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Secure"), "plain HTTP could not send it back: {cookie}");
        assert_eq!(reply.json()["user"]["code"], "admin");

        // A page of another site must not sign in its visitor as someone else.
        let foreign = ask().header("Origin", "https://evil.test").send().await;
        assert_eq!(foreign.refusal(), (403, "PD_CSRF".to_owned()));
        let wrong = json!({"username": "admin", "password": "wrong"});
        let wrong = test.call("POST", "/k/api/session.json").json(&wrong).send().await;
        assert_eq!(wrong.refusal(), (401, "CB_WA01".to_owned()));
        // A password in a URL would appear in logs, so it is not read from there.
        let query = format!("/k/api/session.json?username=admin&password={PASSWORD}");
        let query = test.call("POST", &query).json(&json!({})).send().await;
        assert_eq!(query.refusal(), (400, "CB_VA01".to_owned()));
    }

    async fn a_session_ends_by_signing_out_and_after_a_day_without_use(test: &TestApp) {
        let show = |session: &crate::harness::Session| -> Call {
            test.call("GET", "/k/api/session.json").session(session)
        };
        let session = test.sign_in("admin").await;
        assert_eq!(show(&session).send().await.json()["csrf"], session.csrf.as_str());
        let out = test.call("DELETE", "/k/api/session.json").session(&session).csrf(&session);
        let out = out.send().await;
        assert_eq!(out.status, 200, "{}", out.text());
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(show(&session).send().await.refusal(), (401, "CB_AU01".to_owned()));

        let session = test.sign_in("admin").await;
        let hour = 60 * 60 * 1_000;
        for _ in 0..3 {
            test.state.clock.advance(23 * hour);
            assert_eq!(show(&session).send().await.status, 200, "used within the day");
        }
        test.state.clock.advance(24 * hour);
        assert_eq!(show(&session).send().await.refusal(), (401, "CB_AU01".to_owned()));
    }

    // A changed password also removes the cached result of its check.
    async fn a_new_password_ends_the_old_one_and_its_sessions(test: &TestApp) {
        let user = test.user("ada").await;
        let app = test.app("App 1").await;
        let path = format!("/k/v1/app/plugin/config.json?app={app}&id=x");
        let old = || test.call("GET", &path).password("ada", PASSWORD);
        // 404 means that the caller is authenticated and the resource does not exist.
        assert_eq!(old().send().await.status, 404);
        let session = test.sign_in("ada").await;
        let body = json!({"id": user.id, "password": "another one"});
        let set = test.admin("PUT", "/k/api/user/password.json").json(&body).send().await;
        assert_eq!(set.status, 200, "{}", set.text());
        assert_eq!(old().send().await.refusal(), (401, "CB_WA01".to_owned()));
        let new = test.call("GET", &path).password("ada", "another one");
        assert_eq!(new.send().await.status, 404);
        let session = test.call("GET", "/k/api/session.json").session(&session);
        assert_eq!(session.send().await.refusal(), (401, "CB_AU01".to_owned()));
    }

    async fn administrators_add_users_and_nobody_else_does(test: &TestApp) {
        test.user("ada").await;
        let body = json!({"login": "hanako", "name": "花子", "locale": "ja", "password": PASSWORD});
        let ask = |call: Call| call.json(&body).send();
        let refused = ask(test.call("POST", "/k/api/users.json").password("ada", PASSWORD)).await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));
        let added = ask(test.admin("POST", "/k/api/users.json")).await;
        assert_eq!(
            added.json(),
            json!({
                "id": "3", "login": "hanako", "name": "花子", "email": "", "locale": "ja", "timezone": "UTC",
                "admin": false, "active": true,
            })
        );
        let again = ask(test.admin("POST", "/k/api/users.json")).await;
        assert_eq!(again.error()["errors"]["login"]["messages"][0], "This login name is already in use.");
        let short = json!({"login": "x", "password": "seven77"});
        let short = test.admin("POST", "/k/api/users.json").json(&short).send().await;
        assert_eq!(
            short.error()["errors"]["password"]["messages"][0],
            "must be at least 8 characters long"
        );
        let list = test.admin("GET", "/k/api/users.json").send().await.json();
        let logins: Vec<_> = list["users"].as_array().unwrap().iter().map(|u| &u["login"]).collect();
        assert_eq!(logins, ["admin", "ada", "hanako"]);
    }

    // Similar to T53: many concurrent calls with one password are all answered.
    async fn many_calls_at_once_with_one_password_are_all_answered(test: &TestApp) {
        let path = config_of(test.app("App 1").await);
        let calls = (0..40).map(|_| test.admin("GET", &path).send());
        let replies = futures_util::future::join_all(calls).await;
        assert!(replies.iter().all(|reply| reply.status == 200));
        assert_eq!(test.state.clock.now(), NOW, "nothing here waits for time to pass");
    }
}
