//! The role matrix: every route of the router is called by every kind of caller. The lines are in
//! `rows.rs`, which also says how to add one.

use std::collections::BTreeSet;

use super::fixtures::{APP_FILE, By, Fixtures, NAME, Row};
use super::routes::table;
use super::rows::ROWS;
use crate::harness::{Call, Reply, Session, TestApp};

/// A function that may add a request token to a call.
type Prove<'a> = &'a dyn Fn(Call, &Session) -> Call;

/// Returns the expected result of a call: `Ok` if it is allowed, or else the possible statuses of
/// the refusal.
fn fares(row: &Row, by: &By) -> Result<(), &'static [u16]> {
    const LOGIN: &[u16] = &[303];
    const UNKNOWN: &[u16] = &[401];
    const DENIED: &[u16] = &[403];
    const NEITHER: &[u16] = &[401, 403];
    const HIDDEN: &[u16] = &[404];
    let rank = |who: &str| {
        ["nobody", "user", "manager", "admin"]
            .iter()
            .position(|name| *name == who)
    };
    let is = |login: &str| match login {
        "admin" => "admin",
        "chief" => "manager",
        _ => "user",
    };
    if row.least == "nobody" {
        return Ok(());
    }
    let by_session_only = matches!(row.token, "page" | "session");
    match by {
        By::Session(login) if rank(is(login)) >= rank(row.least) => Ok(()),
        By::Session(_) => Err(DENIED),
        _ if row.is_page() => Err(LOGIN),
        By::Nobody | By::Wrong(_) => Err(UNKNOWN),
        _ if by_session_only => Err(NEITHER),
        By::Password(login) if rank(is(login)) >= rank(row.least) => Ok(()),
        By::Token(_) | By::TokenWith(_) | By::OtherToken if row.token == "-" => Err(DENIED),
        By::OtherToken if row.token == "any" => Ok(()),
        By::OtherToken if row.token.ends_with('!') => Err(HIDDEN),
        By::OtherToken | By::Password(_) => Err(DENIED),
        By::Token(Some(right)) if row.rights().any(|needed| needed == *right) => Err(DENIED),
        By::Token(_) | By::TokenWith(_) => Ok(()),
    }
}

/// Returns a description of the fault if the reply is not the expected one.
fn wrong(row: &Row, by: &By, reply: &Reply) -> Option<String> {
    let location = reply.header("location");
    let right = match fares(row, by) {
        Ok(()) => {
            let refused = [401, 403, 421, 429].contains(&reply.status) || reply.status >= 500;
            let to_login = !row.changes() && location.starts_with("/login");
            // A call that only reads must succeed. Otherwise the test would not show that it is
            // allowed.
            !refused && !to_login && (row.changes() || reply.status < 400)
        }
        Err(statuses) => {
            statuses.contains(&reply.status)
                && (reply.status != 303 || location.starts_with("/login"))
                && !reply.text().contains(NAME)
        }
    };
    let told: String = reply.text().chars().take(300).collect();
    (!right).then(|| {
        format!(
            "{} {} by {by:?}: {} {told}",
            row.method, row.path, reply.status
        )
    })
}

/// Returns all callers that a row is tested with, those with fewer rights first.
fn everybody(row: &Row, number: usize) -> Vec<By> {
    let mut all = vec![
        By::Nobody,
        By::Wrong(number),
        By::OtherToken,
        By::Token(None),
    ];
    all.extend(row.rights().map(|right| By::Token(Some(right))));
    if row.rights().next().is_some() {
        all.push(By::TokenWith(row.token.trim_end_matches('!')));
    }
    for login in ["ada", "chief", "admin"] {
        all.extend([By::Password(login), By::Session(login)]);
    }
    all
}

stories! {
    async fn t78_every_route_has_a_row_and_every_row_a_route(test: &TestApp) {
        let routes = table(&test.state);
        let rows: BTreeSet<_> = Row::all().iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
        let lines = ROWS.lines().filter(|line| !line.is_empty()).count();
        assert_eq!(lines, rows.len(), "a route has two rows");
        let without: Vec<_> = routes.difference(&rows).collect();
        let gone: Vec<_> = rows.difference(&routes).collect();
        assert!(
            without.is_empty() && gone.is_empty(),
            "tests/it/access/rows.rs lacks rows for {without:?}, and has some for what is no route: {gone:?}"
        );
    }

    async fn t78_every_route_is_denied_to_each_lesser_role(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        let mut all_wrong = Vec::new();
        for (number, row) in Row::all().iter().enumerate() {
            for by in everybody(row, number) {
                all_wrong.extend(wrong(row, &by, &fixtures.send(row, &by).await));
            }
        }
        assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
    }

    // The request token must belong to the session. It is tested without a token, with that of
    // another session, and with a guess.
    async fn every_state_change_by_session_needs_the_sessions_own_request_token(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        let other = test.sign_in("ada").await;
        let mut seen = 0;
        for row in Row::all() {
            if !row.changes() || row.least == "nobody" {
                continue;
            }
            seen += 1;
            let wrong: [(&str, Prove<'_>); 3] = [
                ("none", &|call, _| call),
                ("another session's", &|call, _| call.csrf(&other)),
                ("a part", &|call, session| call.header("X-Plugdock-Csrf", &session.csrf[1..])),
            ];
            for (what, prove) in wrong {
                let unproven = Row { sent: unproven(row.sent), ..row };
                let reply = fixtures.send_with(&unproven, &By::Session("admin"), prove).await;
                assert_eq!(reply.status, 403, "{} {} with {what}: {}", row.method, row.path, reply.text());
                assert_eq!(reply.header("x-cybozu-error"), "PD_CSRF", "{} {}", row.method, row.path);
            }
        }
        assert!(seen > 25, "{seen} state changes");
    }

    // T70, including the sign-in, which changes state without a session.
    async fn t70_no_state_change_and_no_api_answer_for_a_foreign_page(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        for row in Row::all() {
            let foreign = |call: Call, session: &Session| call.csrf(session).header("Origin", "https://evil.test");
            let reply = fixtures.send_with(&Row { method: row.method, ..row }, &By::Session("admin"), foreign).await;
            if row.changes() && !row.sent.starts_with("form:") {
                assert_eq!(reply.status, 403, "{} {}: {}", row.method, row.path, reply.text());
                assert_eq!(reply.header("x-cybozu-error"), "PD_CSRF", "{} {}", row.method, row.path);
            }
        }
    }

    async fn every_answer_is_private_and_plain_about_what_it_is(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        for row in Row::all() {
            for by in [By::Nobody, By::Session("admin")] {
                let reply = fixtures.send(&row, &by).await;
                let at = format!("{} {} by {by:?}", row.method, row.path);
                let is_file = matches!(row.path, "/-/assets/{name}" | "/-/plugin/{id}/{sha256}/{*path}" | APP_FILE);
                if !is_file || reply.status != 200 {
                    assert!(reply.header("cache-control").contains("no-store"), "{at}");
                    assert!(reply.header("content-security-policy").contains("frame-ancestors"), "{at}");
                }
                for (name, value) in [
                    ("x-content-type-options", "nosniff"),
                    ("cross-origin-resource-policy", "same-origin"),
                ] {
                    assert_eq!(reply.header(name), value, "{at}");
                }
                let policies = (&*reply.header("cross-origin-opener-policy"), &*reply.header("referrer-policy"));
                let with_plugins = ("same-origin-allow-popups", "strict-origin-when-cross-origin");
                assert!([("same-origin", "same-origin"), with_plugins].contains(&policies), "{at}: {policies:?}");
            }
        }
    }

    // A sign-in window that comes back from another site must find its opener (`window.opener`).
    async fn a_window_that_comes_back_from_another_site_keeps_its_opener(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        let session = test.sign_in("admin").await;
        let mut with_plugins = 0;
        for row in Row::all().iter().filter(|row| row.is_page()) {
            let query = if row.sent.starts_with('?') { row.sent } else { "" };
            let path = fixtures.filled(&format!("{}{query}", row.path)).await;
            let from = |site: &str| {
                let call = test.call("GET", &path).header("Cookie", &session.cookie);
                call.header("Sec-Fetch-Site", site).header("Sec-Fetch-Mode", "navigate").send()
            };
            let policies = futures_util::future::join3(from("same-origin"), from("cross-site"), from("none")).await;
            let policies = [policies.0, policies.1, policies.2].map(|it| it.header("cross-origin-opener-policy"));
            if policies[0] == "same-origin" {
                assert_eq!(policies, ["same-origin"; 3], "{path}");
            } else {
                with_plugins += 1;
                let allowed = ["same-origin-allow-popups", "unsafe-none", "same-origin-allow-popups"];
                assert_eq!(policies, allowed, "{path}");
            }
        }
        assert!(with_plugins > 5, "{with_plugins}");
    }

    // T75, for every page.
    async fn t75_names_are_text_on_every_page(test: &TestApp) {
        let fixtures = Box::pin(Fixtures::set(test)).await;
        let mut shown = 0;
        for row in Row::all().iter().filter(|row| row.is_page()) {
            for login in ["chief", "admin"] {
                let reply = fixtures.send(row, &By::Session(login)).await;
                if reply.header("content-disposition").starts_with("attachment") {
                    // This is a download, which a browser does not display as a page.
                    assert!(reply.header("content-type").starts_with("text/csv"), "{}", row.path);
                    continue;
                }
                let html = reply.text();
                assert!(!html.contains("<img src=x"), "{} to {login}", row.path);
                assert!(reply.header("content-type").starts_with("text/html"), "{}", row.path);
                shown += usize::from(html.contains("&lt;img src=x"));
            }
        }
        assert!(shown > 8, "names were shown on {shown} pages");
    }
}

/// Returns the body of the form with a wrong request token.
fn unproven(sent: &'static str) -> &'static str {
    match sent {
        "form:__REQUEST_TOKEN__={csrf}" => "form:__REQUEST_TOKEN__=wrong",
        other => other,
    }
}
