//! Reads the bodies of requests without authentication: they must be small and arrive quickly. A
//! slow body must not occupy a slot that others need, and a body from an unknown client must not
//! fill the memory.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::error::Error;

/// The maximum size in bytes, enough for a name, a password and the address to go to next.
const LIMIT: usize = 64 * 1024;
/// The time limit for the whole body.
const DEADLINE: Duration = Duration::from_secs(20);

/// Reads the body of a sign-in or sign-out.
pub(crate) async fn read(body: Body) -> Result<Bytes, Error> {
    within(body, DEADLINE).await
}

async fn within(body: Body, deadline: Duration) -> Result<Bytes, Error> {
    let read = Limited::new(body, LIMIT).collect();
    match tokio::time::timeout(deadline, read).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(cause)) if cause.is::<LengthLimitError>() => Err(Error::too_large(LIMIT as u64)),
        Ok(Err(_)) => Err(Error::illegal_request()),
        Err(_) => Err(Error::too_slow()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    use futures_util::{StreamExt as _, stream};

    // T67, T61
    #[tokio::test]
    async fn t67_a_body_of_nobody_is_small_and_soon_here() {
        let whole = within(Body::from("x".repeat(LIMIT)), DEADLINE).await;
        assert_eq!(whole.unwrap().len(), LIMIT);
        let larger = within(Body::from("x".repeat(LIMIT + 1)), DEADLINE).await;
        assert_eq!(larger.unwrap_err().code, "PD_TOO_LARGE");
        let first = stream::iter([Ok::<_, Infallible>("username=")]);
        let drips = Body::from_stream(first.chain(stream::pending()));
        let slow = within(drips, Duration::from_millis(20)).await;
        assert_eq!(slow.unwrap_err().status, 408);
    }
}
