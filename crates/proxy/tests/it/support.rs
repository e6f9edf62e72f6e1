//! A small upstream on loopback that records requests, and engines that may call it.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugdock_proxy::{
    Answer, Call, Caller, Config, Data, Failure, Proxy, ProxyConfig, Rules, Timeouts, proxy_config,
};
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// One end of a connection.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
pub(super) type Stream = Box<dyn Duplex>;

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) line: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    /// Returns the only value of a header. `name` is compared exactly, including case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(own, _)| own == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} came twice");
        value
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Reads a request. Returns `None` if the other side has disconnected.
pub(super) async fn read_request(stream: &mut Stream) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let mut seen = Seen {
        line: lines.next().unwrap().to_owned(),
        ..Seen::default()
    };
    for line in lines {
        let (name, value) = line
            .split_once(": ")
            .unwrap_or((line.trim_end_matches(':'), ""));
        seen.headers.push((name.to_owned(), value.to_owned()));
    }
    let length = seen
        .header("Content-Length")
        .map_or(0, |own| own.parse().unwrap());
    seen.body = vec![0; length];
    stream.read_exact(&mut seen.body).await.ok()?;
    Some(seen)
}

type Handler = Arc<dyn Fn(Stream) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// An upstream that serves many connections at the same time.
pub(super) struct Upstream {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<Mutex<usize>>,
}

impl Upstream {
    /// Starts an upstream that records each request and answers it with these bytes.
    pub(super) async fn answering(reply: impl Into<Vec<u8>>) -> Self {
        let reply: Arc<[u8]> = reply.into().into();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let upstream = Self::with(move |mut stream: Stream| {
            let (reply, record) = (Arc::clone(&reply), Arc::clone(&record));
            async move {
                while let Some(request) = read_request(&mut stream).await {
                    record.lock().unwrap().push(request);
                    if stream.write_all(&reply).await.is_err() {
                        return;
                    }
                    if !is_delimited(&reply) {
                        return;
                    }
                }
            }
        })
        .await;
        Self { seen, ..upstream }
    }

    /// Starts an upstream that passes each connection to `handler`.
    pub(super) async fn with<F, R>(handler: F) -> Self
    where
        F: Fn(Stream) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |stream| Box::pin(handler(stream)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *counter.lock().unwrap() += 1;
                tokio::spawn(handler(Box::new(stream)));
            }
        });
        Self {
            address,
            seen: Arc::default(),
            connections,
        }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Returns the only request that arrived.
    pub(super) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "one request");
        seen[0].clone()
    }

    pub(super) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

fn is_delimited(reply: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&reply[..reply.len().min(2_000_000)]).to_lowercase();
    text.contains("content-length:") || text.contains("transfer-encoding:")
}

/// Returns an answer with a Content-Length.
pub(super) fn ok(headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut reply = format!(
        "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    reply.reserve(body.len());
    let mut reply = reply.into_bytes();
    reply.extend_from_slice(body);
    reply
}

/// Returns an answer with a chunked body.
pub(super) fn chunked(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut reply =
        format!("HTTP/1.1 200 OK\r\n{headers}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for chunk in body.chunks(65_536) {
        reply.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        reply.extend_from_slice(chunk);
        reply.extend_from_slice(b"\r\n");
    }
    reply.extend_from_slice(b"0\r\n\r\n");
    reply
}

/// Returns a configuration with loopback open, no delays and short timeouts.
pub(super) fn config() -> Config {
    Config {
        rules: Rules::parse("127.0.0.1, ::1", "").unwrap(),
        timeouts: Timeouts {
            unreachable: Duration::ZERO,
            ..Timeouts::default()
        },
        ..Config::default()
    }
}

pub(super) fn engine(change: impl FnOnce(&mut Config)) -> Proxy {
    let mut config = config();
    change(&mut config);
    Proxy::new(config).unwrap()
}

pub(super) fn by() -> Caller {
    Caller {
        plugin: "1/p".into(),
        user: 1,
        ..Caller::default()
    }
}

pub(super) fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect()
}

pub(super) fn call(method: &str, url: &str, headers: &[(&str, &str)], data: &str) -> Call {
    Call {
        url: url.to_owned(),
        method: method.to_owned(),
        headers: pairs(headers),
        data: Data::read(RawValue::from_string(data.to_owned()).unwrap()).unwrap(),
    }
}

pub(super) fn get(url: &str) -> Call {
    call("GET", url, &[], "{}")
}

pub(super) fn proxy_config(url: &str, method: &str, headers: &str, data: &str) -> ProxyConfig {
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    proxy_config::check(url, method, &raw(headers), &raw(data)).unwrap()
}

/// Makes a call without saved proxy configs.
pub(super) async fn ask(proxy: &Proxy, call: Call) -> Result<Answer, Failure> {
    proxy.call(call, &[], by()).await
}

/// Returns the status and the whole body of a call.
pub(super) async fn fetch(proxy: &Proxy, url: &str) -> Result<(u16, String), Failure> {
    let answer = ask(proxy, get(url)).await?;
    let status = answer.status;
    let body = answer.body.collect().await?;
    Ok((status, String::from_utf8(body).expect("bodies are UTF-8")))
}

/// Waits for a condition that another task fulfils.
pub(super) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(20), waiting)
            .await
            .is_ok(),
        "{what} never came about"
    );
}
