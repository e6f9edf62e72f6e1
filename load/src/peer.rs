//! The program between the load and the upstream: Plugdock, or nginx that adds the same header.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use hyper::Method;
use tempfile::TempDir;

use crate::product::{Product, Running};
use crate::upstream::{SECRET, Upstream};

/// The request of a load, which is always the same.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) server: SocketAddr,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// The number of bytes to upload instead of `body`.
    pub(crate) upload: Option<u64>,
}

/// A running program under load.
pub(crate) enum Peer {
    Nginx {
        child: Running,
        port: u16,
        _work: TempDir,
    },
    Product(Product),
}

impl Peer {
    /// Starts nginx with a typical configuration for this task: two workers, persistent connections
    /// and large buffers.
    pub(crate) fn nginx(up: &Upstream) -> Result<Self> {
        let work = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (folder, plain, tls) = (work.path().display(), up.plain, up.tls.port());
        fs::write(work.path().join("authority.pem"), &up.authority)?;
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary
            .map(|kind| format!("{kind}_temp_path {folder}/{kind};"))
            .join(" ");
        // If nginx is started by root, its workers would switch to a user who may not enter the
        // folder. For other users it ignores `user`.
        let conf = format!(
            r#"user root; worker_processes 2; daemon off; error_log stderr crit; pid {folder}/nginx.pid;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; keepalive_requests 100000000; client_max_body_size 0; {temporary}
              upstream plain {{ server {plain}; keepalive 256; keepalive_requests 100000000; }}
              upstream tls {{ server 127.0.0.1:{tls}; keepalive 256; keepalive_requests 100000000; }}
              proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "{SECRET}";
              proxy_request_buffering off; proxy_max_temp_file_size 0; client_body_buffer_size 128k;
              proxy_buffer_size 16k; proxy_buffers 16 32k; proxy_busy_buffers_size 256k;
              server {{
                listen 127.0.0.1:{port} backlog=4096;
                location / {{ proxy_pass http://plain; }}
                location /tls/ {{
                  proxy_pass https://tls/; proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_server_name on;
                  proxy_ssl_trusted_certificate {folder}/authority.pem;
                }}
              }}
            }}"#
        );
        let file = work.path().join("nginx.conf");
        fs::write(&file, conf)?;
        let mut start = Command::new("nginx");
        start
            .arg("-p")
            .arg(work.path())
            .arg("-c")
            .arg(&file)
            .stdout(Stdio::null());
        start.env(
            "PATH",
            "/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/bin",
        );
        let child = Running(
            start
                .spawn()
                .context("cannot start nginx; is it installed?")?,
        );
        Ok(Self::Nginx {
            child,
            port,
            _work: work,
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Nginx { .. } => "nginx",
            Self::Product(_) => "Plugdock",
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        match self {
            Self::Nginx { child, .. } => child.0.id(),
            Self::Product(product) => product.pid(),
        }
    }

    pub(crate) fn stop(self) -> Result<()> {
        match self {
            Self::Nginx { child, .. } => child.stop(),
            Self::Product(product) => product.stop(),
        }
    }

    /// Returns the request that makes this peer ask the upstream for `path`, with or without TLS.
    pub(crate) fn template(
        &self,
        up: &Upstream,
        path: &str,
        tls: bool,
        upload: Option<u64>,
    ) -> Result<Template> {
        let origin = if tls {
            format!("https://localhost:{}", up.tls.port())
        } else {
            format!("http://{}", up.plain)
        };
        Ok(match self {
            Self::Nginx { port, .. } => Template {
                server: SocketAddr::from(([127, 0, 0, 1], *port)),
                method: if upload.is_some() {
                    Method::POST
                } else {
                    Method::GET
                },
                path: if tls {
                    format!("/tls{path}")
                } else {
                    path.to_owned()
                },
                headers: Vec::new(),
                body: Bytes::new(),
                upload,
            },
            Self::Product(product) if upload.is_some() => {
                let (own, headers) = product.upload(&format!("{origin}{path}"))?;
                let server = product.address();
                Template {
                    server,
                    method: Method::POST,
                    path: own,
                    headers,
                    body: Bytes::new(),
                    upload,
                }
            }
            Self::Product(product) => {
                let calls = product.calls(&origin)?;
                let mut headers = calls.headers.clone();
                headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
                let body = calls.body(path).into();
                Template {
                    server: calls.server,
                    method: Method::POST,
                    path: calls.path,
                    headers,
                    body,
                    upload,
                }
            }
        })
    }
}
