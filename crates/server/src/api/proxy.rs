//! The proxy endpoints for the page runtime: calls, uploads and proxy configs. They accept sessions
//! only (R25).

mod answer;
mod call;
mod configs;
mod frame;
mod shown;
mod upload;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use plugdock_proxy::target::Target;
use plugdock_proxy::{Caller, HOP_HEADER, Lock, Secrets};
use plugdock_schema::AppId;
use plugdock_store::{Access, Actor, AuditLine, User};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::frame::Form;
use crate::auth::{Caller as ApiCaller, SignedIn};
use crate::error::Error;
use crate::i18n::Locale;
use crate::params::{BODY_LIMIT, choice};
use crate::services::egress_lock::{MAX_REPORTS, News};
use crate::services::snapshot::{AppView, PluginView, Stage};
use crate::state::AppState;

/// Returns the routes under `/k/api/plugin/proxy/`.
pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    OpenApiRouter::new()
        .routes(routes!(call::call))
        .routes(routes!(upload::upload))
        .routes(routes!(configs::save))
        .routes(routes!(configs::read))
        .routes(routes!(configs::delete))
        .routes(routes!(shown::show))
        // Error messages name this limit (T67). An upload is not limited by it, because it is
        // streamed.
        .layer(DefaultBodyLimit::max(limit))
}

choice! {
    /// The page that a call comes from. It decides between live and preview settings (R24, R26,
    /// R40).
    #[derive(Default, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum Page {
        /// An app page. The live settings apply.
        #[default]
        Live = "live",
        /// An app page in the test environment. The preview settings apply.
        Preview = "preview",
        /// A plug-in's settings page. The preview settings apply.
        Settings = "settings",
    }
}

impl Page {
    fn stage(self) -> Stage {
        match self {
            Self::Live => Stage::Live,
            Self::Preview | Self::Settings => Stage::Preview,
        }
    }
}

/// The signed-in user of a page. As an extractor, it requires a browser's session with its CSRF token
/// (R25). It also reads the other request headers that handlers need, so that no handler copies the
/// headers.
struct Session {
    actor: Actor,
    user: Arc<User>,
    signed_in: Arc<SignedIn>,
    locale: Locale,
    /// True if the request comes from a Plugdock proxy (R23).
    is_hop: bool,
    /// The format in which the page expects the answer.
    form: Form,
}

impl FromRequestParts<Arc<AppState>> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Error> {
        let caller = ApiCaller::from_request_parts(parts, state).await?;
        let signed_in = caller.session().ok_or_else(Error::no_privilege)?;
        Ok(Self {
            actor: caller.actor.clone(),
            user: Arc::clone(&signed_in.user),
            signed_in: Arc::clone(signed_in),
            locale: caller.locale,
            is_hop: parts.headers.contains_key(HOP_HEADER),
            form: Form::asked(&parts.headers),
        })
    }
}

/// The permission to act for a plug-in in an app, with the data that calls need.
struct Permit {
    access: Access,
    page: Page,
    view: Arc<AppView>,
    /// The plug-in. `None` for `kintone.proxy`, which has no proxy configs (R24).
    plugin: Option<Arc<PluginView>>,
}

/// Checks if the session may act for `plugin` in `app` from `page` (R04, R24, R26).
///
/// On app pages, the user must be allowed to open the app, and the plug-in must be enabled in it.
/// On settings and preview pages, the user must be an app administrator, and the plug-in must be in
/// the preview settings.
async fn permit(
    state: &AppState,
    session: &Session,
    id: AppId,
    plugin: Option<&str>,
    page: Page,
) -> Result<Permit, Error> {
    let access = state.store.access(&session.actor, id).await?;
    let may = match page {
        Page::Live => access.can_open(),
        _ => access.can_manage(),
    };
    if !may {
        return Err(Error::no_privilege());
    }
    let view = state.snapshot.view(&state.store, id, page.stage()).await?;
    let view = view.ok_or_else(Error::no_privilege)?;
    let plugin = match plugin {
        None => None,
        Some(name) => {
            let plugin = view
                .plugins
                .get(name)
                .filter(|plugin| page == Page::Settings || plugin.enabled);
            Some(Arc::clone(plugin.ok_or_else(Error::no_privilege)?))
        }
    };
    Ok(Permit {
        access,
        page,
        view,
        plugin,
    })
}

impl Permit {
    /// Returns the egress lock that applies to the caller.
    fn lock(&self) -> Option<&Arc<Lock>> {
        match &self.plugin {
            Some(plugin) => plugin.lock.as_ref(),
            None => self.view.lock.as_ref(),
        }
    }

    /// Returns the secrets that must not come back in the answer to a call of this URL.
    fn secrets(&self, url: &str) -> Option<&Arc<Secrets>> {
        let secrets = &self.view.secrets;
        if secrets.is_empty() {
            return None;
        }
        secrets.get(Target::parse(url).ok()?.origin())
    }

    /// Writes a call outside the egress lock to the audit log, at most once a day, refused or not.
    async fn watch(&self, state: &AppState, url: &str) {
        let Some(lock) = self.lock() else {
            return;
        };
        let Ok(target) = Target::parse(url) else {
            return;
        };
        let plugin = self.plugin.as_ref().map(|plugin| plugin.id.clone());
        let now = state.clock.now();
        let who = (self.view.app, plugin.clone());
        if lock.permits(&target) {
            return;
        }
        let origin = target.origin();
        let (action, detail) = match state.reported.news(who, origin, now) {
            News::None => return,
            News::TooMany => ("egress.many", MAX_REPORTS.to_string()),
            News::Origin if lock.is_enforced() => ("egress.refuse", origin.to_string()),
            News::Origin => ("egress.report", origin.to_string()),
        };
        let mut line = AuditLine::new(action, self.access.by(), now).app(self.view.app);
        line.plugin = plugin;
        state.audit_writer.note(line.detail(detail)).await;
    }

    /// Returns the caller, as the proxy counts and logs it.
    fn caller(&self, session: &Session) -> Caller {
        Caller {
            plugin: self
                .plugin
                .as_ref()
                .map(|plugin| Arc::clone(&plugin.caller))
                .unwrap_or_default(),
            user: session.user.id.0,
            allowed_hosts: self
                .plugin
                .as_ref()
                .and_then(|plugin| plugin.allowed_hosts.clone()),
            lock: self.lock().cloned(),
            hop: session.is_hop,
        }
    }
}
