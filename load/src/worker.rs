//! A connection to the server that makes calls at a steady rate and checks each answer.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::SendRequest;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::ask::{Ask, Due};
use crate::drive::{self, Body};
use crate::product::Calls;

/// The results of the calls.
#[derive(Default)]
pub(crate) struct Tally {
    good: u64,
    failures: BTreeMap<&'static str, u64>,
    left: u64,
    pub(crate) wrong: u64,
    /// Descriptions of the first few wrong answers.
    examples: Vec<String>,
    slowest: Duration,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.good += other.good;
        self.left += other.left;
        self.wrong += other.wrong;
        self.examples.extend(other.examples);
        self.examples.truncate(10);
        self.slowest = self.slowest.max(other.slowest);
        for (code, count) in other.failures {
            *self.failures.entry(code).or_default() += count;
        }
    }

    pub(crate) fn calls(&self) -> u64 {
        self.good + self.left + self.wrong + self.failures.values().sum::<u64>()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            good,
            left,
            wrong,
            failures,
            examples,
            slowest,
        } = self;
        write!(
            f,
            "{} calls: {good} correct answers, {left} abandoned by the page, ",
            self.calls()
        )?;
        write!(
            f,
            "expected failures {failures:?}, {wrong} wrong; slowest correct answer {slowest:?}"
        )?;
        examples
            .iter()
            .try_for_each(|wrong| write!(f, "\n  wrong: {wrong}"))
    }
}

/// A connection with its calls.
pub(crate) struct Worker {
    calls: Arc<Calls>,
    calm: bool,
    state: u64,
    connection: Option<SendRequest<Body>>,
    /// The permits for calls that wait for a correct answer, shared by all workers.
    room: Arc<Semaphore>,
    tally: Tally,
}

impl Worker {
    pub(crate) fn new(number: u32, calls: Arc<Calls>, calm: bool, room: Arc<Semaphore>) -> Self {
        let state = u64::from(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            calls,
            calm,
            state,
            connection: None,
            room,
            tally: Tally::default(),
        }
    }

    /// Makes calls until `end`, with a `pause` between their starts if one is given.
    pub(crate) async fn run(mut self, end: Instant, pause: Option<Duration>) -> Tally {
        let mut next = Instant::now()
            + pause
                .unwrap_or_default()
                .mul_f64((self.state % 1_000) as f64 / 1_000.0);
        while Instant::now() < end {
            if let Some(pause) = pause {
                tokio::time::sleep_until(next.into()).await;
                // The start of the next call does not depend on the duration of this one, so that
                // the rate is the requested one.
                next += pause;
            }
            let ask = self.draw();
            if let Err(error) = self.ask(ask).await {
                self.tally.wrong += 1;
                self.tally
                    .examples
                    .push(format!("{}: {error:#}", ask.path()));
                self.connection = None;
            }
        }
        self.tally
    }

    fn draw(&mut self) -> Ask {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        Ask::drawn(self.state >> 16, self.calm)
    }

    async fn ask(&mut self, ask: Ask) -> Result<()> {
        let mut request = Request::post(&self.calls.path)
            .header("Host", self.calls.server.to_string())
            .header("Content-Type", "application/json");
        for (name, value) in &self.calls.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::from(self.calls.body(&ask.path())).boxed())?;
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => drive::connect(self.calls.server).await?,
        };
        // The connection may still be busy with the end of the last answer.
        connection
            .ready()
            .await
            .context("the connection was closed")?;
        let due = ask.due();
        // A call with a fault takes seconds, but most kinds of faults hold no place in the server
        // during most of this time.
        let _room = match due {
            Due::Answer { .. } => Some(Arc::clone(&self.room).acquire_owned().await?),
            Due::Failure(_) | Due::Nothing => None,
        };
        let begun = Instant::now();
        let sent = connection.send_request(request);
        if due == Due::Nothing {
            // The connection is closed too, like that of a page that is closed.
            drop(tokio::time::timeout(Duration::from_millis(10), sent).await);
            self.tally.left += 1;
            return Ok(());
        }
        let response = sent.await.context("there is no answer")?;
        let status = response.status().as_u16();
        let got = response
            .into_body()
            .collect()
            .await
            .context("the answer was cut off")?
            .to_bytes();
        self.connection = Some(connection);
        match due {
            Due::Answer {
                status: wanted,
                body,
            } => {
                ensure!(status == 200, "{status} {}", String::from_utf8_lossy(&got));
                let (text, outcome) = split(&got)?;
                ensure!(outcome["success"] == true, "{outcome}");
                ensure!(outcome["status"] == wanted, "status {}", outcome["status"]);
                ensure!(
                    text == body,
                    "the body differs: {} bytes instead of {}",
                    text.len(),
                    body.len()
                );
                self.tally.good += 1;
                self.tally.slowest = self.tally.slowest.max(begun.elapsed());
            }
            Due::Failure(code) => {
                // A failure before the start of the answer is the answer itself. A later failure is
                // part of the outcome at the end (R25).
                let failure = if status == 200 {
                    split(&got)?.1["error"].clone()
                } else {
                    serde_json::from_slice(&got)?
                };
                ensure!(failure["code"] == code, "{status} {failure}, not {code}");
                *self.tally.failures.entry(code).or_default() += 1;
            }
            Due::Nothing => {}
        }
        Ok(())
    }
}

/// Splits the raw form of an answer: the body, the outcome, and the length of the outcome in four
/// bytes.
pub(crate) fn split(answer: &[u8]) -> Result<(&[u8], Value)> {
    let (rest, length) = answer
        .split_last_chunk::<4>()
        .context("the answer has no length")?;
    let at = rest
        .len()
        .checked_sub(u32::from_be_bytes(*length) as usize)
        .context("the length of the outcome is wrong")?;
    let (body, outcome) = rest.split_at(at);
    Ok((body, serde_json::from_slice(outcome)?))
}
