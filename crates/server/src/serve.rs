//! The life of a server: from settings to ready, and from the stop signal to the last answer.

mod accept;
mod drain;
mod idle_timeout;
mod proxy_settings;
mod room;
mod workers;

pub use proxy_settings::proxy_settings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use plugdock_store::{OpenError, Role, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::workers::{Cores, Places};
use crate::config::{Config, Credentials};
use crate::http::guard::RequestGuard;
use crate::http::{HttpService, monitoring};
use crate::i18n::{self, Locale};
use crate::ops::users::{NewAdmin, Users};
use crate::state::AppState;
use crate::{demo, router};

/// The information for the person at the terminal, once the server is ready.
#[derive(Debug)]
pub struct Started {
    /// The URL of the server.
    pub url: String,
    /// The data folder.
    pub data: PathBuf,
    /// The profile for saved credentials.
    pub credentials: Credentials,
    /// Notes about settings that the operator should check: open address ranges, plain HTTP on a
    /// network, mapped origins.
    pub notes: Vec<Note>,
    /// The administrator that this start created, if it created one.
    pub new_admin: Option<NewAdmin>,
    /// The URL of the demo app's page.
    pub demo: Option<String>,
}

/// A note that an operator should see at each start (T17, T76).
#[derive(Debug)]
pub struct Note {
    key: &'static str,
    value: String,
}

impl Note {
    /// Returns the text of the note.
    pub fn text(&self, locale: Locale) -> String {
        i18n::text(locale, self.key, &[("value", &self.value)])
    }
}

/// The reason why a server did not start or did not stop cleanly. Each message names a remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// If other machines can reach the server, the profile for credentials must be chosen
    /// explicitly (R01).
    #[error(
        "{setting} ({value}) makes this server reachable from other machines; choose who can read saved credentials: --credentials sealed (recommended: secrets stay on the server) or --credentials readable (app pages can read secrets)"
    )]
    ChooseCredentials {
        /// The setting that exposes the server, one of those in R01.
        setting: &'static str,
        /// The value of the setting.
        value: String,
    },
    /// The address is in use or does not belong to this machine.
    #[error("cannot listen on {address}: {cause}; {}set {variable} to another address", free(.cause))]
    Listen {
        /// The environment variable of the setting.
        variable: &'static str,
        /// The address to listen on.
        address: SocketAddr,
        /// The cause.
        cause: std::io::Error,
    },
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// A setting is invalid.
    #[error("{setting}: {problem}")]
    Setting {
        /// The name of the setting.
        setting: &'static str,
        /// The problem, with an example of a valid value.
        problem: String,
    },
    /// Another step of the start failed.
    #[error("cannot start: {0}")]
    Start(String),
    /// Calls were still running at the end of the drain time and were cut off.
    #[error("{0} connections were still busy at the end of the drain time; they were closed")]
    CutOff(usize),
}

/// Runs a server until SIGTERM or SIGINT.
///
/// # Errors
/// Fails if the server cannot start, or cannot drain in time.
pub async fn serve(mut config: Config, announce: impl FnOnce(&Started)) -> Result<(), ServeError> {
    proxy_settings::read_urls(&mut config)?;
    RequestGuard::new(&config).map_err(|error| ServeError::Setting {
        setting: error.setting,
        problem: error.problem,
    })?;
    if config.credentials.is_none()
        && let Some((setting, value)) = config.exposure()
    {
        return Err(ServeError::ChooseCredentials { setting, value });
    }
    // Binding the sockets comes first, so that a port in use is found before anything is created.
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

    // Loading the system's certificate authorities takes as long as opening the database, so both
    // run at the same time. In a demo the proxy must be created later, because the demo sets the
    // address of its upstream.
    let mut proxy_settings = proxy_settings(&config).await?;
    let early = (!config.demo).then(|| proxy_settings::proxy(proxy_settings.clone(), &config));
    let clock = crate::clock::Clock::system();
    let store = Store::open(config.store(Role::Serve), clock.now()).await?;
    let new_admin = Users::of(store.clone(), clock.clone())
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
        proxy_settings.remap.push(demo.remap.clone());
    }
    let proxy = early
        .unwrap_or_else(|| proxy_settings::proxy(proxy_settings, &config))
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
    let state = Arc::new(
        AppState::new(config, clock, store.clone(), proxy)
            .map_err(|error| ServeError::Start(error.code.to_owned()))?,
    );

    let stop = CancellationToken::new();
    let chores = state.start_chores();
    let service = router::service(Arc::clone(&state));
    if let Some(listener) = metrics_listener {
        tokio::spawn(accept::serve(
            listener,
            monitoring::metrics(Arc::clone(&state)),
            stop.clone(),
            Places::here(),
        ));
    }
    let signal = stopped_by_signal().map_err(|error| ServeError::Start(error.to_string()))?;
    let threads = Cores::start().map_err(|error| ServeError::Start(error.to_string()))?;
    let serving = accept::serve(listener, service, stop.clone(), threads.places());
    let serving = tokio::spawn(serving);
    announce(&Started {
        url: state.config.origin(),
        data: state.config.data.clone(),
        credentials: state.config.profile(),
        notes,
        new_admin,
        demo: demo.map(|demo| format!("{}/k/{}/", state.config.origin(), demo.app)),
    });
    signal.await;
    tracing::info!("stopping: no new connections, ending the calls in flight");
    state.leaving.cancel();
    stop.cancel();
    let busy = serving
        .await
        .map_err(|error| ServeError::Start(error.to_string()))?;
    // Calls whose page has left run to their end (R17). Each has its own deadline.
    state.proxy.finish().await;
    state.audit_writer.flush().await;
    chores.abort();
    store.close().await;
    drop(threads);
    if busy > 0 {
        return Err(ServeError::CutOff(busy));
    }
    Ok(())
}

/// Answers connections on the current runtime as long as the future is polled. It is for callers
/// that manage the server's life themselves.
pub async fn accept(listener: TcpListener, service: HttpService) {
    accept::serve(listener, service, CancellationToken::new(), Places::here()).await;
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

/// Returns the first half of the advice if the address is in use.
fn free(cause: &std::io::Error) -> &'static str {
    if cause.kind() == std::io::ErrorKind::AddrInUse {
        "stop the program that uses this address, or "
    } else {
        ""
    }
}

/// Returns a note about apps whose scripts no administrator has accepted (R50).
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
    // TLS ends in a proxy before this server. Without trusted proxies, all sign-ins seem to come
    // from the proxy's address.
    if config.is_https() && config.trusted_proxies.is_empty() {
        note("cli.note_proxies", "");
    }
    if config.exposure().is_some() && config.admin_url.is_none() {
        note("cli.note_one_origin", "");
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
