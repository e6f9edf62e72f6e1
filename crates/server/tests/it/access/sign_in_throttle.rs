//! Tests that guessing passwords is slow, and that no one who knows the password is locked out.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{PASSWORD, Reply, TestApp};

const MINUTE: i64 = 60_000;

impl TestApp {
    /// Tries to sign in from `address`.
    async fn try_in(&self, address: &str, login: &str, password: &str) -> Reply {
        let body = json!({"username": login, "password": password});
        let call = self.call("POST", "/k/api/session.json").from(address);
        call.json(&body).send().await
    }

    /// Makes so many attempts, and returns how many were checked. `of` gives the address and the
    /// login name of each attempt.
    async fn guess(&self, attempts: usize, of: impl Fn(usize) -> (String, String)) -> usize {
        let mut looked_at = 0;
        // The attempts are made in chunks, because at most 64 may be pending at once.
        for chunk in (0..attempts).collect::<Vec<_>>().chunks(20) {
            let calls = chunk.iter().map(|number| {
                let (address, login) = of(*number);
                async move { self.try_in(&address, &login, "guess").await.status }
            });
            let statuses = join_all(calls).await;
            assert!(
                statuses.iter().all(|status| matches!(status, 401 | 429)),
                "{statuses:?}"
            );
            looked_at += statuses.iter().filter(|status| **status == 401).count();
        }
        looked_at
    }
}

stories! {
    async fn one_account_from_one_address_has_ten_attempts_and_then_one_a_minute(test: &TestApp) {
        test.user("ada").await;
        for login in ["ada", "nobody"] {
            let same = |_| ("192.0.2.1".to_owned(), login.to_owned());
            assert_eq!(test.guess(25, same).await, 10, "{login}");
            // The answer does not reveal if the user exists, and even the correct password is not
            // checked.
            let refused = test.try_in("192.0.2.1", login, PASSWORD).await;
            assert_eq!(refused.refusal(), (429, "PD_SIGN_IN_WAIT".to_owned()));
            assert_eq!(refused.header("retry-after"), "60");
            assert!(refused.text().contains("Try again in 60 seconds."), "{}", refused.text());
            // The password header of the REST API is counted as well.
            let header = test.call("GET", "/k/v1/apps.json").from("192.0.2.1").password(login, PASSWORD);
            assert_eq!(header.send().await.refusal(), (429, "PD_SIGN_IN_WAIT".to_owned()));
        }
        // Other addresses are counted separately, so that no one is locked out.
        assert_eq!(test.try_in("192.0.2.2", "ada", PASSWORD).await.status, 200);
        test.state.clock.advance(MINUTE);
        assert_eq!(test.guess(3, |_| ("192.0.2.1".to_owned(), "ada".to_owned())).await, 1);
        test.state.clock.advance(MINUTE);
        assert_eq!(test.try_in("192.0.2.1", "ada", PASSWORD).await.status, 200);
        // A successful sign-in resets the count of failures.
        assert_eq!(test.try_in("192.0.2.1", "ada", "guess").await.status, 401);
    }

    async fn the_page_says_when_to_try_again_in_both_languages(test: &TestApp) {
        test.guess(10, |_| ("192.0.2.1".to_owned(), "ada".to_owned())).await;
        for (language, text) in [("en", "Try again in 60 seconds."), ("ja", "60 秒後に")] {
            let form = "username=ada&password=guess&next=%2Fk%2F1%2F";
            let call = test.call("POST", "/login").from("192.0.2.1").header("Accept-Language", language);
            let reply = call.body("application/x-www-form-urlencoded", form).send().await;
            assert_eq!((reply.status, reply.header("retry-after")), (429, "60".to_owned()));
            let html = reply.text();
            assert!(html.contains(text) && html.contains("role=\"alert\""), "{html}");
            assert!(html.contains("value=\"/k/1/\"") && html.contains("value=\"ada\""), "nothing typed is lost");
        }
    }

    async fn many_addresses_guess_one_account_a_hundred_times_and_its_owner_still_gets_in(test: &TestApp) {
        test.user("ada").await;
        assert_eq!(test.try_in("198.51.100.1", "ada", PASSWORD).await.status, 200);
        let crowd = |number: usize| (format!("203.0.113.{}", number / 5), "ada".to_owned());
        assert_eq!(test.guess(130, crowd).await, 100);
        let fresh = test.try_in("192.0.2.9", "ada", PASSWORD).await;
        assert_eq!(fresh.status, 429, "from where nobody knows, even the right one waits");
        assert_eq!(test.try_in("198.51.100.1", "ada", PASSWORD).await.status, 200, "from home it does not");
        // Other users are not affected.
        assert_eq!(test.try_in("192.0.2.9", "admin", PASSWORD).await.status, 200);
    }

    async fn one_address_guesses_a_hundred_times_whatever_the_account(test: &TestApp) {
        test.user("ada").await;
        assert_eq!(test.try_in("192.0.2.1", "ada", PASSWORD).await.status, 200);
        let spray = |number: usize| ("192.0.2.1".to_owned(), format!("user{number}"));
        assert_eq!(test.guess(120, spray).await, 100);
        assert_eq!(test.try_in("192.0.2.1", "admin", PASSWORD).await.status, 429);
        assert_eq!(test.try_in("192.0.2.1", "ada", PASSWORD).await.status, 200, "behind the same router");
    }

    async fn a_remembered_password_is_no_try(test: &TestApp) {
        let ask = || test.call("GET", "/k/v1/apps.json").from("192.0.2.1").password("admin", PASSWORD);
        assert_eq!(ask().send().await.status, 200);
        // Thirty attempts are checked, because the address is known after a successful call.
        assert_eq!(test.guess(40, |_| ("192.0.2.1".to_owned(), "admin".to_owned())).await, 30);
        for _ in 0..5 {
            assert_eq!(ask().send().await.status, 200);
        }
    }

    async fn a_right_password_many_times_at_once_is_no_guessing(test: &TestApp) {
        let calls = (0..40).map(|_| test.try_in("192.0.2.1", "admin", PASSWORD));
        assert!(join_all(calls).await.iter().all(|reply| reply.status == 200));
    }
}

// Without a trusted proxy, any caller could write this header.
#[tokio::test]
async fn an_address_that_the_caller_writes_itself_counts_only_behind_a_trusted_proxy() {
    let test = TestApp::sqlite().await;
    // There are two hops. The client wrote the left address.
    let forged = |number: usize| (format!("10.0.0.{number}, 192.0.2.1"), "ada".to_owned());
    assert_eq!(test.guess(25, forged).await, 10);
}
