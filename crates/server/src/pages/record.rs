//! The common part of record pages: the app's settings and the running plug-ins.

pub(crate) mod form;
mod links;
mod place;
pub(crate) mod steps;
pub(crate) mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use maud::{Markup, html};
use plugdock_schema::acl::Accessibility;
use plugdock_schema::{AppId, FieldId};
use plugdock_store::{Access, AppList, AppSettings, Plugin, PluginQuery, ScriptScope};

use super::PageSession;
use super::assets;
use super::boot::{
    self, AppBoot, Boot, IndexBoot, LoginUser, MayInApp, PageKind, RecordBoot, Running,
};
use super::layout::{Kind, Page, View};
use crate::error::Error;
use crate::services::app_settings;

pub(crate) use links::links;
pub(crate) use place::Place;

/// An app that the user may see, with live or preview settings.
pub(crate) struct Opened {
    pub(crate) access: Access,
    pub(crate) settings: Arc<AppSettings>,
    pub(crate) place: Place,
    plugins: Vec<Plugin>,
}

impl Opened {
    /// Opens `app` for a user who may see records. An app that was never deployed has no record
    /// pages.
    pub(crate) async fn new(
        session: &PageSession,
        app: AppId,
        place: Place,
    ) -> Result<Self, Error> {
        Self::with(session, app, place, Access::can_view).await
    }

    /// Opens `app` for a user who has a right to it. Preview pages are for users who manage the app.
    pub(crate) async fn with(
        session: &PageSession,
        app: AppId,
        place: Place,
        right: fn(&Access) -> bool,
    ) -> Result<Self, Error> {
        let store = &session.state.store;
        let access = store.access(session.actor(), app).await?;
        let settings = match place {
            Place::Live | Place::Mobile if right(&access) => {
                app_settings::seen(store, &access).await?
            }
            Place::Preview if access.can_manage() => {
                Arc::new(app_settings::preview(store, app).await?)
            }
            _ => return Err(Error::no_privilege()),
        };
        let ids = settings
            .plugins
            .iter()
            .map(|added| added.id.clone())
            .collect();
        let plugins = installed(session, ids).await?;
        Ok(Self {
            access,
            settings,
            place,
            plugins,
        })
    }

    /// Leaves out the fields that the user may not see in the record of the page.
    pub(crate) fn leave_out(&mut self, hidden: &BTreeSet<FieldId>) {
        if !hidden.is_empty() {
            self.settings = Arc::new(self.settings.without(hidden, hidden));
        }
    }

    /// Returns the running plug-ins in the order in which they were added (R46). Plug-ins that lack
    /// settings (R44) or are not installed do not run.
    pub(crate) fn running(&self) -> Vec<Running<'_>> {
        let added = self.settings.plugins.iter().filter(|added| added.enabled);
        added
            .filter_map(|added| {
                let plugin = self.plugins.iter().find(|plugin| plugin.id == added.id)?;
                let files = if self.place.is_mobile() {
                    &plugin.manifest.mobile
                } else {
                    &plugin.manifest.desktop
                };
                Some(Running {
                    plugin,
                    config: config(added.config.as_ref()),
                    js: &files.js,
                    css: &files.css,
                })
            })
            .collect()
    }

    /// Returns the addresses of the app's own scripts and style sheets that apply to the user
    /// (R46).
    fn own_files(&self) -> (Vec<String>, Vec<String>) {
        let scripts = &self.settings.scripts;
        let loaded = match scripts.scope {
            ScriptScope::All => true,
            ScriptScope::Admin => self.access.can_manage(),
            ScriptScope::None => false,
        };
        if !loaded {
            return (Vec::new(), Vec::new());
        }
        let (js, css) = if self.place.is_mobile() {
            (AppList::MobileJs, AppList::MobileCss)
        } else {
            (AppList::DesktopJs, AppList::DesktopCss)
        };
        let urls = |list| {
            let sources = scripts.list(list).iter();
            let app = self.settings.app;
            sources.map(|source| assets::app_url(app, source)).collect()
        };
        (urls(js), urls(css))
    }

    /// Returns the description of a page below the app's list, with the title `title`.
    pub(crate) fn what(&self, view: &View, page: PageKind, title: &str) -> What<'static> {
        let settings = &self.settings;
        What {
            page,
            title: format!("{title} · {}", settings.name),
            crumbs: vec![
                (view.t("portal.title"), "/k/".to_owned()),
                (settings.name.clone(), self.place.base(settings.app)),
            ],
            index: None,
            record: None,
            read_only: Vec::new(),
        }
    }

    /// Renders the head of a page about all records of the app, with the elements for plug-ins
    /// (R46).
    pub(crate) fn head(&self, view: &View, title: &str) -> Markup {
        html! {
            div class="pd-head" {
                h1 class="pd-title pd-break" { (title) }
                div class="pd-actions" {
                    div class="pd-space" data-pd="header-menu-space" {}
                    (links(view, self.place, self.settings.app, &self.access, None))
                }
            }
            (messages(view, self.access.can_manage()))
            div class="pd-space" data-pd="header-space" {}
        }
    }

    /// Adds the computed fields whose formulas the user may not see.
    fn read_only(&self, mut fixed: Vec<String>) -> Vec<String> {
        fixed.extend(self.settings.fields.concealed().map(str::to_owned));
        fixed
    }

    /// Builds the page around `body`, with its scripts in the order of R46.
    pub(crate) fn page(&self, session: &PageSession, what: What<'_>, body: Markup) -> Page {
        let view = &session.view;
        let running = self.running();
        let (js, css) = self.own_files();
        let boot = Boot {
            page: what.page,
            mobile: self.place.is_mobile(),
            preview: self.place == Place::Preview,
            locale: view.locale,
            csrf: &view.csrf,
            origin: session.state.config.origin(),
            user: LoginUser::new(&session.user, view.locale),
            app: Some(AppBoot {
                id: self.settings.app,
                name: &self.settings.name,
                code: &self.settings.code,
                permissions: MayInApp::of(&self.access),
            }),
            plugins: boot::by_id(&running, view.locale),
            settings_plugin: None,
            index: what.index,
            record: what.record,
            fields: Some(self.settings.fields.to_properties()),
            layout: Some(&self.settings.layout),
            field_ids: Some(boot::field_ids(&self.settings.fields)),
            read_only: self.read_only(what.read_only),
        };
        let app = self.settings.app;
        let banner = html! {
            @if self.place == Place::Preview {
                aside class="pd-preview-bar" {
                    (view.t("index.preview")) " "
                    a class="pd-link" href={ "/k/admin/app/flow?app=" (app) } { (view.t("index.to_settings")) }
                }
            }
        };
        Page {
            kind: Kind::Plugins,
            wide: true,
            title: what.title,
            crumbs: what.crumbs,
            head: html! { (boot::own_styles(&css)) (boot::styles(&running)) },
            banner,
            body,
            tail: html! { (boot::runtime(&boot)) (boot::own_scripts(&js)) (boot::scripts(view, &running)) (boot::start()) },
        }
    }
}

/// Returns the preview settings for a user who manages the app. The app's settings pages show them
/// (R40).
pub(crate) async fn preview(session: &PageSession, app: AppId) -> Result<AppSettings, Error> {
    let store = &session.state.store;
    app_settings::managed(store, session.actor(), app).await?;
    app_settings::preview(store, app).await
}

/// Returns the breadcrumbs of an app's settings page. `deep` marks a page below the app's plug-ins.
pub(crate) fn crumbs(view: &View, settings: &AppSettings, deep: bool) -> Vec<(String, String)> {
    let app = settings.app;
    let mut crumbs = vec![
        (view.t("portal.title"), "/k/".to_owned()),
        (
            view.text("app.title", &[("name", &settings.name)]),
            format!("/k/admin/app/flow?app={app}"),
        ),
    ];
    if deep {
        crumbs.push((
            view.t("app_plugins.title"),
            format!("/k/admin/app/{app}/plugin/"),
        ));
    }
    crumbs
}

/// The properties in which record pages differ.
pub(crate) struct What<'a> {
    pub(crate) page: PageKind,
    pub(crate) title: String,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) index: Option<IndexBoot<'a>>,
    pub(crate) record: Option<RecordBoot<'a>>,
    /// See [`Boot::read_only`].
    pub(crate) read_only: Vec<String>,
}

/// Returns the codes of the fields that may be seen and not changed.
pub(crate) fn read_only(fields: &[(String, Accessibility)]) -> Vec<String> {
    let fixed = fields.iter().filter(|(_, may)| *may == Accessibility::Read);
    fixed.map(|(code, _)| code.clone()).collect()
}

/// Returns the query for all installed plug-ins, up to 1,000.
pub(crate) fn every_plugin() -> PluginQuery {
    PluginQuery {
        ids: None,
        offset: 0,
        limit: 1_000,
    }
}

/// Returns the plug-ins in `ids` that are installed.
pub(crate) async fn installed(
    session: &PageSession,
    ids: Vec<plugdock_package::PluginId>,
) -> Result<Vec<Plugin>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = PluginQuery {
        ids: Some(ids),
        ..every_plugin()
    };
    Ok(session.state.store.plugins(&query).await?)
}

/// Returns saved settings by name. It is empty if nothing was saved (R41).
pub(crate) fn config(saved: Option<&BTreeMap<String, String>>) -> BTreeMap<&str, &str> {
    saved
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect()
}

/// Renders the place for messages of scripts. Users who manage the app see which plug-in an
/// exception came from (R46).
pub(crate) fn messages(view: &View, manages: bool) -> Markup {
    html! { div data-pd="messages" role="log" data-pd-admin[manages] aria-live="polite" aria-label=(view.t("messages")) {} }
}
