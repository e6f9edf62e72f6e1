//! What the page runtime asks of the proxy: calls, uploads, saved entries. By session only (R25).

mod answer;
mod call;
mod entries;
mod frame;
mod session;
mod upload;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use plugdock_proxy::{Caller, HOP_HEADER};
use plugdock_store::{Access, AppId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::session::Session;
use crate::app::App;
use crate::error::Error;
use crate::params::BODY_LIMIT;
use crate::snapshot::{AppView, PluginView, Stage};

/// The routes under `/k/api/plugin/proxy/`.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    OpenApiRouter::new()
        .routes(routes!(call::call))
        .routes(routes!(upload::upload))
        .routes(routes!(entries::save))
        .routes(routes!(entries::read))
        .routes(routes!(entries::delete))
        // What is refused says this limit (T67). An upload is no such body: it streams.
        .layer(DefaultBodyLimit::max(limit))
}

/// The page that a call comes from; it decides whose settings count (R24, R26, R40).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Page {
    /// An app page: the deployed settings.
    #[default]
    Live,
    /// An app page of the test environment: the settings to come.
    Preview,
    /// A plug-in's settings page: the settings to come.
    Settings,
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
    app: &App,
    session: &Session,
    id: AppId,
    plugin: Option<&str>,
    page: Page,
) -> Result<Permit, Error> {
    let access = app.snapshot.access(&app.store, &session.user, id).await?;
    if page != Page::Live && !access.can_manage() {
        return Err(Error::no_privilege());
    }
    let view = app.snapshot.view(&app.store, id, page.stage()).await?;
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
    /// Who calls, as the proxy counts and logs it.
    fn caller(&self, session: &Session, headers: &HeaderMap) -> Caller {
        Caller {
            plugin: self
                .plugin
                .as_ref()
                .map(|plugin| format!("{}/{}", self.view.app, plugin.id))
                .unwrap_or_default(),
            user: session.user.id.to_string(),
            allowed_hosts: self
                .plugin
                .as_ref()
                .and_then(|plugin| plugin.allowed_hosts.clone()),
            hop: headers.contains_key(HOP_HEADER),
        }
    }
}
