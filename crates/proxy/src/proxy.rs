//! The engine: from a call to its answer.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode, Version};
use http_body::Body;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::{Builder, Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use thread_local::ThreadLocal;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::task::TaskTracker;

use crate::answer::{Answer, Text};
use crate::call::{Call, Caller, ProxyConfig, Upload};
use crate::charset::Charset;
use crate::classify::{self, NoAnswer};
use crate::coding;
use crate::config::{Config, ConfigError, Limits, Timeouts};
use crate::dial::{Connector, Dialer};
use crate::failure::{Failure, Kind};
use crate::headers;
use crate::limiter::{Limiter, Permit};
use crate::limits::{self, BodyMeter, Passed};
use crate::origin::Origin;
use crate::prepare::{self, Prepared};
use crate::reading::{Reading, Running, ToEnd};
use crate::source::Source;
use crate::upload::Counted;

/// What hyper sets aside for a head at most: a hundred lines of 8,180 bytes do not fit its default.
const HEAD_BUFFER: usize = 1 << 20;
/// The same over HTTP/2, whose accounting adds 32 bytes a header.
const HEAD_LIST: u32 = 2 << 20;
/// Lines that hyper reads without being told.
const USUAL_LINES: usize = 100;
/// The body of the answer for a host that does not resolve (R18).
const NO_ADDRESS: &str = "DNS Cache Missing";

/// The outbound proxy. Cheap to clone; clones share connections and limits.
#[derive(Clone)]
pub struct Proxy(Arc<Engine>);

struct Engine {
    /// A pool of connections for each thread that calls: where a server has a runtime on each
    /// processor, a call and its connection stay on one.
    calls: ThreadLocal<Client<Connector, Full<Bytes>>>,
    builder: Builder,
    connector: Connector,
    uploads: Client<Connector, Counted>,
    limiter: Limiter,
    public_origins: Vec<Origin>,
    limits: Limits,
    timeouts: Timeouts,
    /// Calls that go on though nobody waits for them any more.
    left_alone: TaskTracker,
}

impl Proxy {
    /// Sets the engine up. Opens no connection.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let builder = builder(&config);
        let Config {
            concurrency,
            limits,
            timeouts,
            ..
        } = config;
        let public_origins = config.public_origins.clone();
        let connector = Connector::new(Dialer::new(config)?);
        // An upload has a connection of its own: its answer may come while its body still goes out.
        let uploads = builder
            .clone()
            .pool_max_idle_per_host(0)
            .build(connector.for_one());
        Ok(Self(Arc::new(Engine {
            calls: ThreadLocal::new(),
            builder,
            connector,
            uploads,
            limiter: Limiter::new(concurrency),
            public_origins,
            limits,
            timeouts,
            left_alone: TaskTracker::new(),
        })))
    }

    /// Calls out. ProxyConfigs are those saved for the same app and plug-in, of any method and URL; those
    /// that apply are found here (R10). Dropped midway it runs to its end by itself (R17).
    pub async fn call(
        &self,
        call: Call,
        proxy_configs: &[ProxyConfig],
        by: Caller,
    ) -> Result<Answer, Failure> {
        let prepared = prepare::call(call, proxy_configs, &by, &self.0.public_origins)?;
        let engine = Arc::clone(&self.0);
        let run = async move {
            let build = || engine.builder.build(engine.connector.clone());
            let calls = engine.calls.get_or(build);
            let asked = |request: http::Request<Bytes>| calls.request(request.map(Full::new));
            engine
                .run(prepared, &by, engine.timeouts.call, true, asked)
                .await
        };
        ToEnd::new(Running::new(Box::pin(run)), &self.0.left_alone).await
    }

    /// Sends a body on as it comes. Saved headers of `proxy_configs` are merged, their data is not: hand it
    /// none where uploads merge nothing (R02, R03). Dropped midway it is cancelled upstream (R17).
    pub async fn upload<B>(
        &self,
        upload: Upload,
        body: B,
        proxy_configs: &[ProxyConfig],
        by: Caller,
    ) -> Result<Answer, Failure>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let engine = &*self.0;
        let public_origins = &engine.public_origins;
        let counted = |size| Counted::new(body, size);
        let prepared = prepare::upload(
            &upload,
            proxy_configs,
            &by,
            public_origins,
            &engine.limits,
            counted,
        )?;
        let asked = |request| engine.uploads.request(request);
        engine
            .run(prepared, &by, engine.timeouts.upload, false, asked)
            .await
    }

    /// Waits until no call goes on in the background: for the end of the server (R17).
    pub async fn finish(&self) {
        self.0.left_alone.close();
        self.0.left_alone.wait().await;
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proxy")
    }
}

fn builder(config: &Config) -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(config.timeouts.idle)
        // Fewer would close connections under load: TLS without reuse is ten times dearer.
        .pool_max_idle_per_host(config.concurrency.host)
        .http1_title_case_headers(true)
        .http1_max_buf_size(HEAD_BUFFER)
        .http2_max_header_list_size(HEAD_LIST);
    if config.limits.header_lines != USUAL_LINES {
        builder.http1_max_headers(config.limits.header_lines.saturating_add(1));
    }
    builder
}

impl Engine {
    async fn run<B, F>(
        &self,
        prepared: Prepared<B>,
        by: &Caller,
        time: std::time::Duration,
        to_end: bool,
        ask: impl FnOnce(http::Request<B>) -> F,
    ) -> Result<Answer, Failure>
    where
        F: Future<Output = Result<Response<Incoming>, Error>>,
    {
        let start = Instant::now();
        let deadline = start + time;
        let Prepared {
            request,
            origin,
            shown,
            used,
        } = prepared;
        let call = async {
            let permit = self.limiter.enter(by, &origin).await?;
            match ask(request).await {
                Ok(response) => self.answer(response, permit, deadline, to_end).await,
                Err(error) => match classify::request(&error, &self.limits) {
                    NoAnswer::NoAddress => Ok(no_address()),
                    NoAnswer::Failed(failure) => Err(failure),
                },
            }
        };
        let outcome = timeout_at(deadline, call)
            .await
            .unwrap_or_else(|_| Err(classify::timeout()));
        if outcome
            .as_ref()
            .is_err_and(|failure| failure.kind() == Kind::Unreachable)
        {
            // The place at the limiter is free again by now.
            sleep_until(start + self.timeouts.unreachable).await;
        }
        outcome.map(|answer| Answer {
            called: shown,
            used,
            ..answer
        })
    }

    async fn answer(
        &self,
        response: Response<Incoming>,
        permit: Permit,
        deadline: Instant,
        to_end: bool,
    ) -> Result<Answer, Failure> {
        let (head, body) = response.into_parts();
        if head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(Failure::unreachable("it switched protocols unasked"));
        }
        if head.version == Version::HTTP_2 {
            limits::check_head(&head.headers, &self.limits)?;
        }
        let codings = coding::codings(&head.headers, self.limits.encodings)?;
        if codings.is_empty() && body.size_hint().lower() > self.limits.body {
            return Err(Passed::Body(self.limits.body).into());
        }
        let content_type = head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|own| own.to_str().ok());
        let charset = Charset::of(content_type);
        let recoded = !codings.is_empty() || charset.may_recode();
        let headers = headers::hand_over(&head.headers, recoded);
        let source = Source::new(body, &codings).await?;
        let reading = Reading::new(
            source,
            charset,
            BodyMeter::new(&self.limits),
            deadline,
            permit,
        );
        Ok(Answer {
            status: head.status.as_u16(),
            headers,
            body: if to_end {
                Text::new(Box::pin(ToEnd::new(reading, &self.left_alone)))
            } else {
                Text::new(Box::pin(reading))
            },
            called: String::new(),
            used: Vec::new(),
        })
    }
}

/// A host that does not resolve answers too (R18).
fn no_address() -> Answer {
    let body = Ok(Bytes::from_static(NO_ADDRESS.as_bytes()));
    Answer {
        status: StatusCode::SERVICE_UNAVAILABLE.as_u16(),
        headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
        body: Text::new(Box::pin(futures_util::stream::iter([body]))),
        called: String::new(),
        used: Vec::new(),
    }
}
