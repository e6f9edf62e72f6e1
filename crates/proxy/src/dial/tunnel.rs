//! A connection through the configured upstream proxy (R23). The proxy is asked to connect to the
//! checked address, so it never resolves a name.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::DialError;

/// The maximum length of the answer to CONNECT, in bytes.
const MAX_HEAD: usize = 8_192;

pub(super) async fn open(mut proxy: TcpStream, to: SocketAddr) -> Result<TcpStream, DialError> {
    let failed = |error: std::io::Error| DialError::Through(error.to_string());
    let request = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n\r\n");
    proxy.write_all(request.as_bytes()).await.map_err(failed)?;
    let mut head = Vec::with_capacity(256);
    // The head is read byte by byte, because the bytes after it belong to the tunnel.
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == MAX_HEAD {
            return Err(DialError::Through("its answer is too long".to_owned()));
        }
        head.push(proxy.read_u8().await.map_err(failed)?);
    }
    let is_open = head.starts_with(b"HTTP/1.") && head.get(8..12) == Some(b" 200");
    if is_open {
        Ok(proxy)
    } else {
        let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
        Err(DialError::Through(
            String::from_utf8_lossy(line).escape_debug().to_string(),
        ))
    }
}
