//! What the page runtime asks of the proxy: calls, uploads, proxy configs. By session only (R25).

mod answer;
mod call;
mod configs;
mod frame;
mod session;
mod upload;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use plugdock_proxy::target::Target;
use plugdock_proxy::{Caller, Lock};
use plugdock_schema::AppId;
use plugdock_store::{Access, Actor, AuditLine};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::session::Session;
use crate::error::Error;
use crate::params::{BODY_LIMIT, choice};
use crate::services::snapshot::{AppView, PluginView, Stage};
use crate::state::AppState;

/// The routes under `/k/api/plugin/proxy/`.
pub(crate) fn routes() -> OpenApiRouter<Arc<AppState>> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    OpenApiRouter::new()
        .routes(routes!(call::call))
        .routes(routes!(upload::upload))
        .routes(routes!(configs::save))
        .routes(routes!(configs::read))
        .routes(routes!(configs::delete))
        // What is refused says this limit (T67). An upload is no such body: it streams.
        .layer(DefaultBodyLimit::max(limit))
}

choice! {
    /// The page that a call comes from; it decides whose settings count (R24, R26, R40).
    #[derive(Default, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(crate) enum Page {
        /// An app page: the deployed settings.
        #[default]
        Live = "live",
        /// An app page of the test environment: the settings to come.
        Preview = "preview",
        /// A plug-in's settings page: the settings to come.
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

/// Leave to act for a plug-in in an app, and what goes with it.
struct Permit {
    access: Access,
    view: Arc<AppView>,
    /// `None` for `kintone.proxy`, for which nothing is saved (R24).
    plugin: Option<Arc<PluginView>>,
}

/// Decides whether the session may act for `plugin` in `app` from `page` (R04, R24, R26).
///
/// On app pages: a user who may open the app, a plug-in that is enabled on it. On settings and
/// preview pages: an app administrator, a plug-in in the preview settings.
async fn permit(
    state: &AppState,
    session: &Session,
    id: AppId,
    plugin: Option<&str>,
    page: Page,
) -> Result<Permit, Error> {
    let actor = Actor::User(Arc::clone(&session.user));
    let access = state.store.access(&actor, id).await?;
    if page != Page::Live && !access.can_manage() {
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
        view,
        plugin,
    })
}

impl Permit {
    /// Where the caller is held to.
    fn lock(&self) -> Option<&Arc<Lock>> {
        match &self.plugin {
            Some(plugin) => plugin.lock.as_ref(),
            None => self.view.lock.as_ref(),
        }
    }

    /// Puts a call that leaves the lock on record, once a day, whether it is refused for it or not.
    async fn watch(&self, state: &AppState, session: &Session, url: &str) {
        let Some(lock) = self.lock() else {
            return;
        };
        let Ok(target) = Target::parse(url) else {
            return;
        };
        let plugin = self.plugin.as_ref().map(|plugin| plugin.id.clone());
        let now = state.clock.now();
        let who = (self.view.app, plugin.clone());
        if lock.permits(&target) || !state.reported.is_news(who, target.origin(), now) {
            return;
        }
        let action = if lock.is_enforced() {
            "egress.refuse"
        } else {
            "egress.report"
        };
        let mut line = AuditLine::new(action, Some(session.user.id), now).app(self.view.app);
        line.plugin = plugin;
        state
            .audit_writer
            .note(line.detail(target.origin().to_string()))
            .await;
    }

    /// Who calls, as the proxy counts and logs it.
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
