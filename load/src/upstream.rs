//! The upstream server. It writes its answers directly to the socket, because most of them are
//! deliberately wrong.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use rustls::ServerConfig;
use rustls_pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::ask::{Ask, What};

/// The header that Plugdock adds to every call. Without it the upstream refuses to answer.
pub(crate) const SECRET: &str = "Bearer bench-secret";
/// A size above the limit of an answer, 10 MB (R22).
const TOO_MUCH: usize = 11 * 1_048_576;

/// A connection with or without TLS.
trait Talk: AsyncRead + AsyncWrite + Unpin {}
impl<S: AsyncRead + AsyncWrite + Unpin> Talk for S {}

/// A running upstream that gives the same answers with and without TLS.
pub(crate) struct Upstream {
    pub(crate) plain: SocketAddr,
    pub(crate) tls: SocketAddr,
    /// The certificate to trust, as PEM. It is valid for `localhost`.
    pub(crate) authority: String,
}

impl Upstream {
    /// Listens on two free ports of the loopback address.
    pub(crate) async fn start() -> Result<Self> {
        let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
        let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key.into())?;
        let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
        bomb.write_all(&vec![b'0'; TOO_MUCH])?;
        let bomb: &'static [u8] = bomb.finish()?.leak();
        Ok(Self {
            plain: listen(None, bomb).await?,
            tls: listen(Some(TlsAcceptor::from(Arc::new(config))), bomb).await?,
            authority: own.cert.pem(),
        })
    }
}

async fn listen(tls: Option<TlsAcceptor>, bomb: &'static [u8]) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let tls = tls.clone();
            // Peers that leave early end the connection, which is part of the load.
            tokio::spawn(async move {
                let talked = async {
                    stream.set_nodelay(true)?;
                    match tls {
                        Some(tls) => talk(tls.accept(stream).await?, bomb).await,
                        None => talk(stream, bomb).await,
                    }
                };
                talked.await.unwrap_or(());
            });
        }
    });
    Ok(address)
}

async fn talk<S: Talk>(mut stream: S, bomb: &[u8]) -> Result<()> {
    let mut got = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = got.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut got).await? == 0 {
                return Ok(());
            }
        };
        let head: Vec<u8> = got.drain(..end).collect();
        let path = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let ask = std::str::from_utf8(path).ok().and_then(Ask::read);
        let is_known = head
            .windows(SECRET.len())
            .any(|part| part == SECRET.as_bytes());
        let Some(ask) = ask.filter(|_| is_known) else {
            stream
                .write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                .await?;
            continue;
        };
        if ask.what == What::Upload {
            take(&mut stream, &head, &mut got).await?;
        } else if !answer(&mut stream, ask, bomb).await? {
            return Ok(());
        }
    }
}

/// Answers a request. Returns true if the connection can be reused.
async fn answer<S: Talk>(stream: &mut S, ask: Ask, bomb: &[u8]) -> Result<bool> {
    const TYPE: &str = "Content-Type: text/plain; charset=utf-8\r\n";
    let body = ask.body();
    let whole = |status: &str| {
        format!(
            "HTTP/1.1 {status}\r\n{TYPE}Content-Length: {}\r\n\r\n",
            body.len()
        )
    };
    match ask.what {
        What::Plain | What::Error | What::Slow | What::Left => {
            if matches!(ask.what, What::Slow | What::Left) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let status = if ask.what == What::Error {
                "500 Not now"
            } else {
                "200 OK"
            };
            stream.write_all(whole(status).as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        What::Chunked => {
            let mut all =
                format!("HTTP/1.1 200 OK\r\n{TYPE}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
            for piece in body.chunks(9_973) {
                write!(all, "{:x}\r\n", piece.len())?;
                all.extend_from_slice(piece);
                all.extend_from_slice(b"\r\n");
            }
            all.extend_from_slice(b"0\r\n\r\n");
            stream.write_all(&all).await?;
        }
        What::Gzip => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(&body)?;
            send_packed(stream, TYPE, &packed.finish()?).await?;
        }
        What::Bomb => send_packed(stream, TYPE, bomb).await?,
        // These requests get no answer. An upload is handled elsewhere.
        What::Reset | What::Upload => return Ok(false),
        What::Cut => {
            stream.write_all(whole("200 OK").as_bytes()).await?;
            stream.write_all(&body[..body.len() / 2]).await?;
            return Ok(false);
        }
        What::Garbage => {
            stream.write_all(b"no protocol at all\r\n\r\n").await?;
            return Ok(false);
        }
        What::Hang => {
            // Wait until the peer gives up.
            let mut rest = [0; 64];
            while stream.read(&mut rest).await? > 0 {}
            return Ok(false);
        }
        What::Endless => {
            stream
                .write_all(format!("HTTP/1.1 200 OK\r\n{TYPE}\r\n").as_bytes())
                .await?;
            let piece = vec![b'x'; 65_536];
            for _ in 0..TOO_MUCH / piece.len() {
                stream.write_all(&piece).await?;
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads an upload and answers with its number of bytes. `got` contains the bytes that arrived with
/// the head.
async fn take<S: Talk>(stream: &mut S, head: &[u8], got: &mut Vec<u8>) -> Result<()> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let size: usize = length
        .context("the upload has no Content-Length")?
        .trim()
        .parse()?;
    let mut left = size.saturating_sub(got.len());
    got.clear();
    let mut piece = vec![0; 1 << 18];
    while left > 0 {
        let room = left.min(piece.len());
        let read = stream.read(&mut piece[..room]).await?;
        ensure!(read > 0, "the upload was cut off");
        left -= read;
    }
    let body = size.to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Ok(stream.write_all(answer.as_bytes()).await?)
}

async fn send_packed<S: Talk>(stream: &mut S, kind: &str, packed: &[u8]) -> Result<()> {
    let length = packed.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\n{kind}Content-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n"
    );
    let mut all = head.into_bytes();
    all.extend_from_slice(packed);
    Ok(stream.write_all(&all).await?)
}
