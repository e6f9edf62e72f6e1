//! The parameters of a request before they are interpreted.

use axum::body::Body;
use axum::http::request::Parts;
use bytes::Bytes;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::{Input, Parse, body, members, query};
use crate::aside;
use crate::error::Error;
use crate::request_context::record_app;

/// The maximum size in bytes of a body that is parsed on the connection's own thread. It takes less
/// than a millisecond.
const SMALL: usize = 64 * 1024;

/// Limits how many larger bodies are parsed at the same time, so that they never take all
/// processors or much memory.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The query and the body of a request.
pub struct Given {
    query: Map<String, Value>,
    body: Bytes,
}

/// A CSRF token, and a request or its faults.
type Reading<T> = (Option<String>, Result<T, Error>);

impl Given {
    /// Collects the parameters of a request from the query and the JSON body. The body takes
    /// precedence.
    pub async fn collect(parts: &Parts, body: Body) -> Result<Self, Error> {
        Ok(Self {
            query: query::parse(parts.uri.query().unwrap_or_default()),
            body: body::read(parts, body).await?,
        })
    }

    /// Collects the parameters of the JSON body only, for values that must not be part of a URL.
    pub async fn of_body(parts: &Parts, body: Body) -> Result<Self, Error> {
        Ok(Self {
            query: Map::new(),
            body: body::read(parts, body).await?,
        })
    }

    /// Reads an endpoint's request. The member named `token` is not part of it: the CSRF token of a
    /// session is checked before faults of the request are reported (B8.1).
    ///
    /// # Errors
    /// Fails if the body is not a JSON object or exceeds the limits of a request.
    pub async fn read<T: Input>(self, token: &'static str) -> Result<Reading<T>, Error> {
        if self.body.len() <= SMALL {
            return self.read_here(token);
        }
        let turn = TURNS.acquire().await;
        let turn = turn.map_err(|error| Error::internal(&error))?;
        aside::run(move || {
            let _turn = turn;
            self.read_here(token)
        })
        .await?
    }

    fn read_here<T: Parse>(self, token: &str) -> Result<Reading<T>, Error> {
        let mut given = self.query;
        given.append(&mut body::parse(&self.body)?);
        drop(self.body);
        if let Some(app) = given.get("app") {
            record_app(app);
        }
        let token = match given.remove(token) {
            Some(Value::String(token)) => Some(token),
            _ => None,
        };
        Ok((token, members::read(given)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use futures_util::poll;
    use serde_json::json;

    use super::*;
    use crate::params::{AppParam, Text, request};

    request! {
        struct Example for Anyone {
            app: AppParam,
            full_name: Option<Text<1, 3>>,
        }
    }

    async fn given(uri: &str, body: String) -> Given {
        let request = Request::post(uri).header("content-type", "application/json");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Given::collect(&parts, Body::from(body)).await.unwrap()
    }

    async fn faults(body: Value) -> Vec<(String, String)> {
        let given = given("/", body.to_string()).await;
        let (_, read) = given.read::<Example>("token").await.unwrap();
        let reasons = read.err().map(|error| error.errors).unwrap_or_default();
        reasons.into_iter().map(|it| (it.at, it.key)).collect()
    }

    // R38
    #[tokio::test]
    async fn query_and_body_are_one_request_and_the_body_wins() {
        let given = given("/?app=1&fullName=a&token=t", json!({"app": 2}).to_string());
        let (token, read) = given.await.read::<Example>("token").await.unwrap();
        let example = read.unwrap();
        assert_eq!(example.app.0.0, 2);
        assert_eq!(example.full_name, Some(Text("a".to_owned())));
        assert_eq!(token.as_deref(), Some("t"));
    }

    #[tokio::test]
    async fn all_that_is_wrong_is_told_in_the_order_of_the_members() {
        let fault = |at: &str, key: &str| (at.to_owned(), format!("errors.{key}"));
        assert_eq!(
            faults(json!({"other": null, "fullName": "long", "app": "x"})).await,
            [
                fault("app", "not_integer"),
                fault("fullName", "too_long"),
                fault("other", "unknown_member"),
            ]
        );
        assert_eq!(
            faults(json!({"fullName": ""})).await,
            [fault("app", "required"), fault("fullName", "required")]
        );
        // Null counts as absent.
        assert_eq!(
            faults(json!({"app": null, "fullName": null})).await,
            [fault("app", "required")]
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_large_body_is_read_on_another_thread() {
        let read = async |length: usize| {
            let body = format!(r#"{{"app":"1"{}}}"#, " ".repeat(length));
            let given = given("/", body).await;
            let mut reading = Box::pin(given.read::<Example>("token"));
            let at_once = poll!(&mut reading).is_ready();
            if !at_once {
                reading.await.unwrap().1.unwrap();
            }
            at_once
        };
        assert!(read(1).await);
        assert!(!read(SMALL).await);
    }
}
