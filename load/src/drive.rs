//! A closed-loop load: a number of connections, each of which sends the next request as soon as it
//! has the answer to the last one.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::Request;
use hyper::body::Frame;
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::peer::Template;

/// The number of bytes of an upload that are sent at a time.
const PIECE: usize = 1 << 20;

/// The body of a request.
pub(crate) type Body = BoxBody<Bytes, Infallible>;

/// The end of a load.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// The load ends after this time.
    Time(Duration),
    /// Each connection sends one request.
    Once,
}

/// The measurements of a load.
pub(crate) struct Driven {
    pub(crate) calls: usize,
    pub(crate) took: Duration,
    pub(crate) median: Duration,
    pub(crate) slowest_percent: Duration,
}

/// Sends `template` in a loop. An answer with another status than 200, or with another length than
/// `expected`, is an error.
pub(crate) async fn run(
    template: &Template,
    connections: usize,
    until: Until,
    expected: Option<usize>,
) -> Result<Driven> {
    let begun = Instant::now();
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let template = template.clone();
            tokio::spawn(async move { work(&template, begun, until, expected).await })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    let took = begun.elapsed();
    times.sort_unstable();
    let at = |part: usize| {
        times
            .get(times.len() * part / 100)
            .copied()
            .unwrap_or_default()
    };
    Ok(Driven {
        calls: times.len(),
        took,
        median: at(50),
        slowest_percent: at(99),
    })
}

async fn work(
    template: &Template,
    begun: Instant,
    until: Until,
    expected: Option<usize>,
) -> Result<Vec<Duration>> {
    let mut connection = connect(template.server).await?;
    let mut times = Vec::new();
    loop {
        let sent = Instant::now();
        let answer = ask(&mut connection, template).await?;
        if let Some(expected) = expected {
            let length = answer.len();
            ensure!(
                length == expected,
                "an answer of {length} bytes, not {expected}"
            );
        }
        times.push(sent.elapsed());
        match until {
            Until::Time(time) if begun.elapsed() < time => {}
            _ => return Ok(times),
        }
    }
}

/// Sends one request and reads the whole answer.
pub(crate) async fn ask(connection: &mut SendRequest<Body>, template: &Template) -> Result<Bytes> {
    let mut request = Request::builder()
        .method(&template.method)
        .uri(&template.path);
    request = request.header("Host", template.server.to_string());
    for (name, value) in &template.headers {
        request = request.header(name, value);
    }
    let body = match template.upload {
        None => Full::from(template.body.clone()).boxed(),
        Some(size) => {
            request = request.header("Content-Length", size);
            let piece = Bytes::from(vec![b'u'; PIECE]);
            let pieces = stream::unfold(size, move |left| {
                let next = piece.slice(..piece.len().min(usize::try_from(left).unwrap_or(PIECE)));
                std::future::ready((left > 0).then(|| {
                    let left = left - next.len() as u64;
                    (Ok(Frame::data(next)), left)
                }))
            });
            StreamBody::new(pieces).boxed()
        }
    };
    // The connection may still be busy with the end of the last answer.
    connection
        .ready()
        .await
        .context("the connection was closed")?;
    let response = connection
        .send_request(request.body(body)?)
        .await
        .context("there is no answer")?;
    let status = response.status();
    let answer = response
        .into_body()
        .collect()
        .await
        .context("the answer was cut off")?
        .to_bytes();
    ensure!(
        status == 200,
        "{status} {:?}",
        answer.get(..300.min(answer.len()))
    );
    Ok(answer)
}

/// Opens a connection to a peer.
pub(crate) async fn connect(server: std::net::SocketAddr) -> Result<SendRequest<Body>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the load is a client of the server, on the loopback address"
    )]
    let stream = TcpStream::connect(server).await.context("no connection")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // The sender of a request sees how the connection ends, so its result is ignored here.
    tokio::spawn(async move { connection.await.unwrap_or(()) });
    Ok(sender)
}
