//! Tests sessions: their start, their end everywhere, their maximum life, and the cookie that
//! carries them.

use plugdock_server::Config;
use plugdock_store::{By, Session as Stored, TokenHash};
use serde_json::{Value, json};

use crate::harness::{Call, NOW, PASSWORD, Session, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const DAY: i64 = 24 * 60 * 60 * 1_000;

impl TestApp {
    /// Returns the status of a call with the session: 200 if it is valid.
    async fn who(&self, session: &Session) -> u16 {
        self.call("GET", "/k/api/session.json")
            .session(session)
            .send()
            .await
            .status
    }

    fn leave_everywhere(&self, query: &str) -> Call {
        self.call("DELETE", &format!("/k/api/sessions.json{query}"))
    }
}

stories! {
    async fn signing_in_makes_a_new_token_and_ends_the_one_before(test: &TestApp) {
        let first = test.sign_in("admin").await;
        let body = json!({"username": "admin", "password": PASSWORD});
        let again = test.call("POST", "/k/api/session.json").header("Cookie", &first.cookie).json(&body);
        let second = Session::of(&again.send().await);
        assert_ne!(first.cookie, second.cookie);
        assert_ne!(first.csrf, second.csrf);
        assert_eq!((test.who(&first).await, test.who(&second).await), (401, 200));
        // The form of the login page does the same.
        let form = format!("username=admin&password={}", PASSWORD.replace(':', "%3A"));
        let page = test.call("POST", "/login").header("Cookie", &second.cookie);
        let reply = page.body("application/x-www-form-urlencoded", form).send().await;
        assert_eq!(reply.status, 303);
        assert!(!reply.header("set-cookie").contains(&second.cookie));
        assert_eq!(test.who(&second).await, 401);
        // A refused sign-in ends no session. Otherwise any page could sign out its reader.
        let third = test.sign_in("admin").await;
        let wrong = json!({"username": "admin", "password": "wrong"});
        let wrong = test.call("POST", "/k/api/session.json").header("Cookie", &third.cookie).json(&wrong);
        assert_eq!(wrong.send().await.status, 401);
        assert_eq!(test.who(&third).await, 200);
    }

    // Session fixation: a token that an attacker planted is never adopted.
    async fn a_token_set_by_others_is_never_adopted(test: &TestApp) {
        let planted = "plugdock_session=planted-token";
        let body = json!({"username": "admin", "password": PASSWORD});
        let reply = test.call("POST", "/k/api/session.json").header("Cookie", planted).json(&body).send().await;
        let session = Session::of(&reply);
        assert_ne!(session.cookie, planted);
        let planted = Session { cookie: planted.to_owned(), csrf: session.csrf.clone() };
        assert_eq!(test.who(&planted).await, 401);
        // If there are two cookies of this name, one of them is foreign, and the server cannot tell
        // which.
        for pair in [[&planted.cookie, &session.cookie], [&session.cookie, &planted.cookie]] {
            let two = Session { cookie: format!("{}; {}", pair[0], pair[1]), csrf: String::new() };
            assert_eq!(test.who(&two).await, 401);
        }
        let hash = TokenHash::of("planted-token");
        assert!(test.store().session(&hash, NOW).await.unwrap().is_none());
    }

    async fn signing_out_ends_the_session_itself_not_the_cookie_alone(test: &TestApp) {
        let session = test.sign_in("admin").await;
        let out = test.call("DELETE", "/k/api/session.json").session(&session).csrf(&session).send().await;
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(test.who(&session).await, 401);
        assert_eq!(test.call("GET", "/k/").header("Cookie", &session.cookie).send().await.status, 303);
    }

    async fn signing_out_everywhere_ends_every_session_at_once(test: &TestApp) {
        let ada = test.user("ada").await;
        let (one, two, other) = (test.sign_in("ada").await, test.sign_in("ada").await, test.sign_in("admin").await);
        let none = test.leave_everywhere("").session(&one).send().await;
        assert_eq!(none.refusal(), (403, "PD_CSRF".to_owned()));
        // This ends all sessions except the one of the caller.
        let others = test.leave_everywhere("?others=true").session(&one).csrf(&one).send().await;
        assert_eq!((others.status, others.header("set-cookie")), (200, String::new()));
        assert_eq!((test.who(&one).await, test.who(&two).await, test.who(&other).await), (200, 401, 200));
        let all = test.leave_everywhere("").session(&one).csrf(&one).send().await;
        assert!(all.header("set-cookie").contains("Max-Age=0"), "{}", all.text());
        assert_eq!((test.who(&one).await, test.who(&other).await), (401, 200));
        // Only administrators may end the sessions of other users.
        let (ada_session, bob) = (test.sign_in("ada").await, test.user("bob").await);
        let query = format!("?user={}", ada.id);
        let refused = test.leave_everywhere(&query).password("bob", PASSWORD).send().await;
        assert_eq!(refused.refusal(), (403, "CB_NO02".to_owned()));
        assert_eq!(test.who(&ada_session).await, 200);
        assert_eq!(test.leave_everywhere(&query).password("admin", PASSWORD).send().await.status, 200);
        assert_eq!(test.who(&ada_session).await, 401);
        let nobody = format!("?user={}", bob.id.0 + 1);
        let nobody = test.leave_everywhere(&nobody).password("admin", PASSWORD).send().await;
        assert_eq!(nobody.refusal(), (404, "PD_USER_NOT_FOUND".to_owned()));
    }

    async fn sessions_are_listed_and_ended_one_by_one(test: &TestApp) {
        let ada = test.user("ada").await;
        let body = json!({"username": "ada", "password": PASSWORD});
        let sign_in = test.call("POST", "/k/api/session.json").from("198.51.100.7").header("User-Agent", &FIREFOX.repeat(9));
        let (here, there) = (Session::of(&sign_in.json(&body).send().await), test.sign_in("ada").await);
        let listed = test.call("GET", "/k/api/sessions.json").session(&here).send().await.json();
        let all = listed["sessions"].as_array().unwrap();
        let own = all.iter().find(|it| it["current"] == true).unwrap();
        assert_eq!((all.len(), &own["address"], &own["browser"]), (2, &json!("198.51.100.7"), &json!("Firefox on Linux")));
        assert_eq!(own["userAgent"].as_str().unwrap().len(), 300, "a long header is cut off");
        assert_eq!(own["createdAt"], own["lastSeenAt"]);
        let other = all.iter().find(|it| it["current"] == false).unwrap();
        assert_eq!((&other["userAgent"], &other["browser"]), (&json!(""), &json!("")));
        // The pages show the same.
        let admin = test.sign_in("admin").await;
        for (session, page) in [(&here, "/k/account/".to_owned()), (&admin, format!("/k/admin/system/user/{}", ada.id))] {
            let html = test.call("GET", &page).header("Cookie", &session.cookie).send().await.text();
            assert!(html.contains("198.51.100.7") && html.contains("Firefox on Linux"), "{html}");
            assert!(html.contains(other["id"].as_str().unwrap()), "a button ends the other session");
            assert_eq!(html.contains(own["id"].as_str().unwrap()), page.contains("admin"));
        }
        // Only administrators see and end the sessions of others.
        let (own, other) = (&own["id"], &other["id"]);
        test.user("bob").await;
        let query = format!("/k/api/sessions.json?user={}", ada.id);
        let end = |id: &Value| test.call("DELETE", "/k/api/sessions.json").json(&json!({"user": ada.id, "id": id}));
        assert_eq!(test.call("GET", &query).password("bob", PASSWORD).send().await.refusal().0, 403);
        assert_eq!(end(own).password("bob", PASSWORD).send().await.refusal().0, 403);
        let unknown = end(&json!("0123456789abcdef")).password("admin", PASSWORD).send().await;
        assert_eq!(unknown.refusal(), (404, "PD_SESSION_NOT_FOUND".to_owned()));
        let ended = end(other).session(&here).csrf(&here).send().await;
        assert_eq!((ended.status, ended.header("set-cookie")), (200, String::new()));
        assert_eq!((test.who(&here).await, test.who(&there).await), (200, 401));
        assert_eq!(end(own).password("admin", PASSWORD).send().await.status, 200);
        assert_eq!(test.who(&here).await, 401);
        let none = test.call("GET", &query).password("admin", PASSWORD).send().await.json();
        assert_eq!(none["sessions"], json!([]));
        // The end of the caller's own session removes its cookie.
        let listed = test.call("GET", "/k/api/sessions.json").session(&admin).send().await.json();
        let id = json!({"id": listed["sessions"][0]["id"]});
        let out = test.call("DELETE", "/k/api/sessions.json").session(&admin).csrf(&admin).json(&id).send().await;
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.text());
    }

    async fn a_new_password_ends_all_other_sessions(test: &TestApp) {
        let (here, there) = (test.sign_in("admin").await, test.sign_in("admin").await);
        let body = json!({"id": test.admin.id, "password": "a better passphrase"});
        let set = test.call("PUT", "/k/api/user/password.json").session(&here).csrf(&here).json(&body);
        assert_eq!(set.send().await.status, 200);
        assert_eq!((test.who(&here).await, test.who(&there).await), (200, 401));
    }

    // The password was correct when it was checked, but it was changed before the session started.
    async fn no_session_begins_with_a_password_that_is_no_more(test: &TestApp) {
        let ada = test.user("ada").await;
        let (token, session) = (TokenHash::of("late"), Stored {
            user: ada.id, csrf: "c".to_owned(), created_at: NOW, last_seen: NOW, expires_at: NOW + DAY,
            address: None, user_agent: String::new(),
            is_administration: false,
        });
        let seen = ada.credential_version;
        test.store().set_password(ada.id, &"x".into(), None, By::server(), NOW).await.unwrap();
        assert!(!test.store().add_session(&token, &session, seen, NOW).await.unwrap());
        assert!(test.store().session(&token, NOW).await.unwrap().is_none());
        assert!(test.store().add_session(&token, &session, seen + 1, NOW).await.unwrap());
        test.deactivate(ada.id).await;
        assert!(!test.store().add_session(&token, &session, seen + 1, NOW).await.unwrap());
    }

    async fn who_is_put_out_is_out_at_once(test: &TestApp) {
        let ada = test.user("ada").await;
        let session = test.sign_in("ada").await;
        let header = || test.call("GET", "/k/v1/apps.json").password("ada", PASSWORD);
        assert_eq!((test.who(&session).await, header().send().await.status), (200, 200));
        test.deactivate(ada.id).await;
        assert_eq!(test.who(&session).await, 401);
        assert_eq!(header().send().await.refusal(), (401, "CB_WA01".to_owned()));
        let body = json!({"username": "ada", "password": PASSWORD});
        let again = test.call("POST", "/k/api/session.json").json(&body).send().await;
        assert_eq!(again.refusal(), (401, "CB_WA01".to_owned()));
    }

    async fn a_session_ends_after_fourteen_days_however_much_it_is_used(test: &TestApp) {
        let session = test.sign_in("admin").await;
        for _ in 0..27 {
            test.state.clock.advance(DAY / 2);
            assert_eq!(test.who(&session).await, 200);
        }
        test.state.clock.advance(DAY / 2);
        assert_eq!(test.who(&session).await, 401, "14 days after it began");
    }
}

#[tokio::test]
async fn a_cookie_behind_tls_is_secure_and_bound_to_this_host() {
    let test = TestApp::with(Config {
        public_url: Some("https://plug.example".to_owned()),
        ..Config::default()
    })
    .await;
    let body = json!({"username": "admin", "password": PASSWORD});
    let reply = test
        .call("POST", "/k/api/session.json")
        .json(&body)
        .send()
        .await;
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-plugdock_session="), "{cookie}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(
        reply.header("strict-transport-security"),
        "max-age=31536000"
    );
    // The cookie with the plain name, which a page on a sibling host can set, is ignored.
    let session = Session::of(&reply);
    assert_eq!(test.who(&session).await, 200);
    let plain = Session {
        cookie: session.cookie.replace("__Host-", ""),
        csrf: session.csrf.clone(),
    };
    assert_eq!(test.who(&plain).await, 401);
}

#[tokio::test]
async fn on_plain_http_the_cookie_works_and_no_hsts_is_sent() {
    let test = TestApp::sqlite().await;
    let session = test.sign_in("admin").await;
    assert_eq!(test.who(&session).await, 200);
    let reply = test.call("GET", "/login").send().await;
    assert_eq!(reply.header("strict-transport-security"), "");
}
