//! The proxy: from a call to its answer.

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

/// The maximum size of hyper's buffer for a head. A hundred lines of 8,180 bytes exceed its
/// default.
const HEAD_BUFFER: usize = 1 << 20;
/// The same limit for HTTP/2, which counts 32 additional bytes per header.
const HEAD_LIST: u32 = 2 << 20;
/// The number of header lines that hyper accepts by default.
const USUAL_LINES: usize = 100;
/// The body of the answer for a host that does not resolve (R18).
const NO_ADDRESS: &str = "DNS Cache Missing";

/// The outgoing proxy. It is cheap to clone, and clones share connections and limits.
#[derive(Clone)]
pub struct Proxy(Arc<Engine>);

struct Engine {
    /// A connection pool for each calling thread. On a server with one runtime per processor, a
    /// call and its connection stay on one processor.
    calls: ThreadLocal<Client<Connector, Full<Bytes>>>,
    builder: Builder,
    connector: Connector,
    uploads: Client<Connector, Counted>,
    limiter: Limiter,
    own_origins: Vec<Origin>,
    limits: Limits,
    timeouts: Timeouts,
    /// Calls that continue although their caller no longer waits for them.
    background: TaskTracker,
}

impl Proxy {
    /// Creates a proxy. This opens no connection.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let builder = builder(&config);
        let Config {
            concurrency,
            limits,
            timeouts,
            ..
        } = config;
        let own_origins = [&*config.public_origins, &*config.other_origins].concat();
        let connector = Connector::new(Dialer::new(config)?);
        // Each upload has its own connection, because its answer may arrive while the body is still
        // being sent.
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
            own_origins,
            limits,
            timeouts,
            background: TaskTracker::new(),
        })))
    }

    /// Makes a call. `proxy_configs` are all configs of the same app and plug-in, with any method
    /// and URL. The ones that apply are selected here (R10). If the future is dropped, the call
    /// continues to its end in the background (R17).
    pub async fn call(
        &self,
        call: Call,
        proxy_configs: &[ProxyConfig],
        by: Caller,
    ) -> Result<Answer, Failure> {
        let prepared = prepare::call(call, proxy_configs, &by, &self.0.own_origins)?;
        let engine = Arc::clone(&self.0);
        let run = async move {
            let build = || engine.builder.build(engine.connector.clone());
            let calls = engine.calls.get_or(build);
            let asked = |request: http::Request<Bytes>| calls.request(request.map(Full::new));
            engine
                .run(prepared, &by, engine.timeouts.call, true, asked)
                .await
        };
        ToEnd::new(Running::new(Box::pin(run)), &self.0.background).await
    }

    /// Sends a body while it arrives. The saved headers of `proxy_configs` are merged, but their
    /// data is not. Pass no configs if uploads must merge nothing (R02, R03). If the future is
    /// dropped, the upload is cancelled (R17).
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
        let own_origins = &engine.own_origins;
        let counted = |size| Counted::new(body, size);
        let prepared = prepare::upload(
            &upload,
            proxy_configs,
            &by,
            own_origins,
            &engine.limits,
            counted,
        )?;
        let asked = |request| engine.uploads.request(request);
        engine
            .run(prepared, &by, engine.timeouts.upload, false, asked)
            .await
    }

    /// Waits until no call is running in the background, before the server ends (R17).
    pub async fn finish(&self) {
        self.0.background.close();
        self.0.background.wait().await;
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
        // A lower limit would close connections under load, and TLS without reuse costs ten times
        // as much.
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
                Ok(response) => {
                    let answer = self.answer(response, permit, deadline, to_end);
                    answer.await.map(Some)
                }
                Err(error) => match classify::request(&error, &self.limits) {
                    NoAnswer::NoAddress => Ok(None),
                    NoAnswer::Failed(failure) => Err(failure),
                },
            }
        };
        let outcome = timeout_at(deadline, call)
            .await
            .unwrap_or_else(|_| Err(classify::timeout()));
        let is_slow = match &outcome {
            Ok(answer) => answer.is_none(),
            Err(failure) => failure.kind() == Kind::Unreachable,
        };
        if is_slow {
            // The places at the limiter have been released by now, so this wait blocks no other
            // call.
            sleep_until(start + self.timeouts.unreachable).await;
        }
        outcome.map(|answer| Answer {
            called: shown,
            used,
            ..answer.unwrap_or_else(no_address)
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
                Text::new(Box::pin(ToEnd::new(reading, &self.background)))
            } else {
                Text::new(Box::pin(reading))
            },
            called: String::new(),
            used: Vec::new(),
        })
    }
}

/// Returns the answer for a host that does not resolve (R18).
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
