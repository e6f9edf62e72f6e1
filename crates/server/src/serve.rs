//! A server's life: from settings to ready, and from the signal to the last answer.

mod accept;
mod drain;
mod idle_timeout;
mod proxy_settings;
mod workers;

pub use proxy_settings::proxy_config;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use plugdock_store::{OpenError, Role, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::workers::{Cores, Places};
use crate::config::{Config, Credentials};
use crate::http::guard::Door;
use crate::http::{Front, metrics};
use crate::i18n::{self, Locale};
use crate::ops::users::{NewAdmin, People};
use crate::state::App;
use crate::{demo, router};

/// What the person at the terminal is told once the server answers.
#[derive(Debug)]
pub struct Started {
    /// Where to open it.
    pub url: String,
    /// The data folder.
    pub data: PathBuf,
    /// The profile of saved credentials.
    pub credentials: Credentials,
    /// What is worth a second look: open ranges, plain HTTP on a network, mapped origins.
    pub notes: Vec<Note>,
    /// The administrator that this start made.
    pub new_admin: Option<NewAdmin>,
    /// The demo app's page.
    pub demo: Option<String>,
}

/// What an operator should see at each start (T17, T76).
#[derive(Debug)]
pub struct Note {
    key: &'static str,
    value: String,
}

impl Note {
    /// The note in words.
    pub fn text(&self, locale: Locale) -> String {
        i18n::text(locale, self.key, &[("value", &self.value)])
    }
}

/// Why a server did not start, or did not stop well. Each text says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// R01: where other machines reach the server the profile must be chosen.
    #[error(
        "{setting} ({value}) makes this server reachable from other machines; choose who can read saved credentials: --credentials sealed (recommended: secrets stay on the server) or --credentials readable (app pages can read secrets)"
    )]
    ChooseCredentials {
        /// The setting that says so, of those that R01 names.
        setting: &'static str,
        /// Its value.
        value: String,
    },
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {cause}; {}set {variable} to another address", free(.cause))]
    Listen {
        /// The environment variable of the setting.
        variable: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: std::io::Error,
    },
    /// The store did not open.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// A setting of the proxy is wrong.
    #[error("{setting}: {problem}")]
    Setting {
        /// The setting's name.
        setting: &'static str,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// Something failed on the way up.
    #[error("cannot start: {0}")]
    Start(String),
    /// Calls were cut off at the end of the time to drain.
    #[error("{0} connections were still busy after the time to drain; they were closed")]
    CutOff(usize),
}

/// Runs a server until SIGTERM or SIGINT.
///
/// # Errors
/// It could not start, or could not drain in time.
pub async fn serve(mut config: Config, announce: impl FnOnce(&Started)) -> Result<(), ServeError> {
    if let Some(url) = &config.public_url {
        config.public_url = Some(proxy_settings::public_url(url)?);
    }
    Door::new(&config).map_err(|error| ServeError::Setting {
        setting: error.setting,
        problem: error.problem,
    })?;
    if config.credentials.is_none()
        && let Some((setting, value)) = config.exposure()
    {
        return Err(ServeError::ChooseCredentials { setting, value });
    }
    // The sockets come first: a taken port is found before anything is made.
    let listener = bind("PLUGDOCK_LISTEN", config.listen).await?;
    let metrics_listener = match config.metrics_listen {
        Some(address) => Some(bind("PLUGDOCK_METRICS_LISTEN", address).await?),
        None => None,
    };
    config.listen = listener.local_addr().map_err(|cause| ServeError::Listen {
        variable: "PLUGDOCK_LISTEN",
        address: config.listen,
        cause,
    })?;

    // Reading the system's authorities takes as long as opening the database: both at once. The demo
    // tells the proxy where its upstream is, so there the proxy comes after it.
    let mut proxy_config = proxy_config(&config).await?;
    let early = (!config.demo).then(|| proxy_settings::proxy(proxy_config.clone(), &config));
    let clock = crate::clock::Clock::system();
    let store = Store::open(config.store(Role::Serve), clock.now()).await?;
    let new_admin = People::of(store.clone(), clock.clone())
        .first_admin(&config.admin_name, config.admin_password.as_ref())
        .await
        .map_err(|error| ServeError::Start(error.to_string()))?;
    let demo = if config.demo {
        Box::pin(demo::prepare(&store, &clock, &config))
            .await
            .map_err(|error| ServeError::Start(error.to_string()))?
    } else {
        None
    };
    if let Some(demo) = &demo {
        proxy_config.remap.push(demo.remap.clone());
    }
    let proxy = early
        .unwrap_or_else(|| proxy_settings::proxy(proxy_config, &config))
        .await
        .map_err(|error| ServeError::Start(error.to_string()))??;
    let mut notes = notes(&config);
    notes.extend(script_note(&store).await?);
    if let Some(demo) = &demo {
        let value = format!("{}={}", demo.remap.0, demo.remap.1);
        // The administration pages list it with the other mappings that are in force.
        config.proxy_upstream.push(value.clone());
        notes.push(Note {
            key: "cli.note_demo",
            value,
        });
    }
    let app = Arc::new(
        App::new(config, clock, store.clone(), proxy)
            .map_err(|error| ServeError::Start(error.code.to_owned()))?,
    );

    let stop = CancellationToken::new();
    let chores = app.start_chores();
    let front = router::front(Arc::clone(&app));
    if let Some(listener) = metrics_listener {
        tokio::spawn(accept::serve(
            listener,
            metrics::router(Arc::clone(&app)),
            stop.clone(),
            Places::here(),
        ));
    }
    let signal = stopped_by_signal().map_err(|error| ServeError::Start(error.to_string()))?;
    let threads = Cores::start().map_err(|error| ServeError::Start(error.to_string()))?;
    let serving = accept::serve(listener, front, stop.clone(), threads.places());
    let serving = tokio::spawn(serving);
    announce(&Started {
        url: app.config.origin(),
        data: app.config.data.clone(),
        credentials: app.config.profile(),
        notes,
        new_admin,
        demo: demo.map(|demo| format!("{}/k/{}/", app.config.origin(), demo.app)),
    });
    signal.await;
    tracing::info!("stopping: no new connections, ending the calls in flight");
    app.leaving.cancel();
    stop.cancel();
    let busy = serving
        .await
        .map_err(|error| ServeError::Start(error.to_string()))?;
    // Calls whose page has left run to their end (R17); each has a deadline of its own.
    app.proxy.finish().await;
    app.usage.flush().await;
    chores.abort();
    store.close().await;
    drop(threads);
    if busy > 0 {
        return Err(ServeError::CutOff(busy));
    }
    Ok(())
}

/// Answers connections on this runtime for as long as it is polled: a server without a life around it,
/// for those who bring their own.
pub async fn accept(listener: TcpListener, front: Front) {
    accept::serve(listener, front, CancellationToken::new(), Places::here()).await;
}

async fn bind(variable: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ServeError::Listen {
            variable,
            address,
            cause,
        })
}

/// The first half of the advice where an address is taken.
fn free(cause: &std::io::Error) -> &'static str {
    if cause.kind() == std::io::ErrorKind::AddrInUse {
        "stop the program that uses this address, or "
    } else {
        ""
    }
}

/// The apps whose script no administrator has accepted (R50).
async fn script_note(store: &Store) -> Result<Option<Note>, ServeError> {
    let reviews = store
        .script_reviews()
        .await
        .map_err(|error| ServeError::Start(error.to_string()))?;
    let apps: Vec<String> = reviews
        .iter()
        .map(|review| format!("{} (#{})", review.name, review.app))
        .collect();
    Ok((!apps.is_empty()).then(|| Note {
        key: "cli.note_scripts",
        value: apps.join(", "),
    }))
}

fn notes(config: &Config) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |key, value: &str| {
        notes.push(Note {
            key,
            value: value.to_owned(),
        });
    };
    if !config.listen.ip().is_loopback() && !config.is_https() {
        note("cli.note_clear", "");
    }
    // TLS ends somewhere before us: seen from here, everybody signs in from that one address.
    if config.is_https() && config.trusted_proxies.is_empty() {
        note("cli.note_proxies", "");
    }
    if !config.proxy_allow_upstream.is_empty() {
        note("cli.note_open", &config.proxy_allow_upstream.join(", "));
    }
    if !config.proxy_deny_upstream.is_empty() {
        note("cli.note_closed", &config.proxy_deny_upstream.join(", "));
    }
    for mapped in &config.proxy_upstream {
        note("cli.note_mapped", mapped);
    }
    notes
}

fn stopped_by_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
