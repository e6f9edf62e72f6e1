//! The common part of an app's settings pages: the app, the navigation between them, and the bar
//! that shows the pending changes and deploys or discards them.

use std::collections::BTreeSet;
use std::sync::Arc;

use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_schema::{AppId, Revision};
use plugdock_store::{Access, AppSettings};

use super::difference;
use crate::error::Error;
use crate::pages::layout::{Page, View};
use crate::pages::parts::{self, Tone};
use crate::pages::{PageSession, record};
use crate::services::app_settings;

/// The settings pages of an app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Part {
    Overview,
    General,
    Form,
    Views,
    Process,
    Permissions,
    Plugins,
    Scripts,
    Tokens,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Overview,
        Self::General,
        Self::Form,
        Self::Views,
        Self::Process,
        Self::Permissions,
        Self::Plugins,
        Self::Scripts,
        Self::Tokens,
    ];

    pub(in crate::pages) fn name(self, view: &View) -> String {
        view.say(match self {
            Self::Overview => "form.part_overview",
            Self::General => "form.part_general",
            Self::Form => "form.part_form",
            Self::Views => "form.part_views",
            Self::Process => "form.part_process",
            Self::Permissions => "form.part_permissions",
            Self::Plugins => "form.part_plugins",
            Self::Scripts => "form.part_scripts",
            Self::Tokens => "form.part_tokens",
        })
    }

    pub(in crate::pages) fn href(self, app: AppId) -> String {
        let end = match self {
            Self::Overview => return format!("/k/admin/app/flow?app={app}"),
            Self::General => "general",
            Self::Form => "form",
            Self::Views => "view",
            Self::Process => "process",
            Self::Permissions => "permissions",
            Self::Plugins => "plugin/",
            Self::Scripts => "customize",
            Self::Tokens => "token",
        };
        format!("/k/admin/app/{app}/{end}")
    }
}

/// The app of a settings page, for a user who manages it.
pub(in crate::pages) struct Frame {
    pub(in crate::pages) access: Access,
    /// The preview settings (R40).
    pub(in crate::pages) settings: AppSettings,
    /// The live settings. `None` before the first deployment.
    pub(in crate::pages) live: Option<Arc<AppSettings>>,
    /// The differences between both, one sentence each.
    waiting: Vec<String>,
    /// The number of the app's API tokens whose owner may not sign in (R51).
    suspended: usize,
}

impl Frame {
    pub(in crate::pages) async fn open(session: &PageSession, app: AppId) -> Result<Self, Error> {
        let store = &session.state.store;
        let access = app_settings::managed(store, session.actor(), app).await?;
        let settings = app_settings::preview(store, app).await?;
        let live = store.live_settings(app).await?;
        let waiting = match &live {
            Some(live) if live.revision != settings.revision => {
                words(session, &access, live, &settings).await?
            }
            _ => Vec::new(),
        };
        let tokens = store.api_tokens(&access).await?;
        Ok(Self {
            access,
            settings,
            live,
            waiting,
            suspended: tokens.iter().filter(|token| token.suspended).count(),
        })
    }

    /// Builds a settings page with `body` below its heading and bar.
    pub(in crate::pages) fn page(&self, view: &View, part: Part, body: &Markup) -> Page {
        let settings = &self.settings;
        let heading = view.text("app.title", &[("name", &settings.name)]);
        let title = if part == Part::Overview {
            heading.clone()
        } else {
            format!("{} · {heading}", part.name(view))
        };
        let body = html! {
            div class="pd-head" {
                h1 class="pd-title pd-break" { (heading) }
                div class="pd-actions" {
                    @if self.live.is_some() { a class="pd-button" href={ "/k/" (settings.app) "/" } { (view.t("app.open")) } }
                }
            }
            nav class="pd-tabs" aria-label=(view.say("form.parts")) {
                @for other in Part::ALL {
                    a class="pd-tab" href=(other.href(settings.app)) aria-current=[(other == part).then_some("page")] { (other.name(view)) }
                }
            }
            (self.bar(view))
            @if self.suspended > 0 && part != Part::Tokens {
                (parts::note(Tone::Warn, &html! {
                    p {
                        (view.say_with("form.tokens_suspended", &[("count", &self.suspended.to_string())])) " "
                        a class="pd-link" href=(Part::Tokens.href(settings.app)) { (Part::Tokens.name(view)) }
                    }
                }))
            }
            (parts::live("pd-says"))
            (body)
        };
        Page::own(title, body).under(vec![(view.t("portal.title"), "/k/".to_owned())])
    }

    /// Renders the bar with the pending changes and the buttons to deploy or discard them.
    fn bar(&self, view: &View) -> Markup {
        let app = self.settings.app;
        let (tone, text) = match &self.live {
            None => (Tone::Warn, "app.state_new"),
            Some(live) if live.revision == self.settings.revision => {
                (Tone::Plain, "app.state_same")
            }
            Some(_) => (Tone::Warn, "app.state_changed"),
        };
        // The form sends the revision that the user saw, so that changes saved by others in the
        // meantime are not deployed unseen.
        let one = self.settings.revision;
        let update = format!("{{\"apps\":[{{\"app\":{app},\"revision\":{one}}}]}}");
        let discard =
            format!("{{\"apps\":[{{\"app\":{app},\"revision\":{one}}}],\"revert\":true}}");
        let next = format!("/k/admin/app/flow?app={app}&message=");
        parts::note(
            tone,
            &html! {
                p { (view.t(text)) }
                @if !self.waiting.is_empty() {
                    ul class="pd-list pd-small pd-break pd-waiting" { @for line in &self.waiting { li { (line) } } }
                }
                @if tone == Tone::Warn {
                    div class="pd-actions pd-bar-actions" {
                        form data-pd-form="/k/v1/preview/app/deploy.json" data-pd-body=(update) data-pd-whole
                            data-pd-next={ (next) "APP_UPDATED" } {
                            button class="pd-button pd-button-main" type="submit" { (view.t("app.update")) }
                        }
                        @if self.live.is_some() {
                            form data-pd-form="/k/v1/preview/app/deploy.json" data-pd-body=(discard) data-pd-danger
                                data-pd-ask=(view.t("app.discard_ask")) data-pd-next={ (next) "APP_DISCARDED" } {
                                button class="pd-button pd-button-danger" type="submit" { (view.t("app.discard")) }
                            }
                            a class="pd-button pd-button-quiet" href={ "/k/admin/preview/" (app) "/" } { (view.t("app.preview")) }
                        }
                    }
                }
            },
        )
    }
}

async fn words(
    session: &PageSession,
    access: &Access,
    live: &AppSettings,
    preview: &AppSettings,
) -> Result<Vec<String>, Error> {
    let proxy_configs = |revision: Revision| session.state.store.proxy_configs(access, revision);
    let (before, after) = (
        proxy_configs(live.revision).await?,
        proxy_configs(preview.revision).await?,
    );
    let ids: BTreeSet<_> = before
        .iter()
        .map(|proxy_config| &proxy_config.id.0)
        .collect();
    let kept: BTreeSet<_> = after
        .iter()
        .map(|proxy_config| &proxy_config.id.0)
        .collect();
    let saved: BTreeSet<&PluginId> = before
        .iter()
        .filter(|proxy_config| !kept.contains(&proxy_config.id.0))
        .chain(
            after
                .iter()
                .filter(|proxy_config| !ids.contains(&proxy_config.id.0)),
        )
        .map(|proxy_config| &proxy_config.plugin)
        .collect();
    let added = live.plugins.iter().chain(&preview.plugins);
    let installed =
        record::installed(session, added.map(|plugin| plugin.id.clone()).collect()).await?;
    let lang = session.view.locale.as_str();
    let name = |id: &PluginId| {
        let found = installed.iter().find(|plugin| plugin.id == *id);
        found.map_or_else(
            || id.to_string(),
            |plugin| plugin.manifest.name.get(lang).to_owned(),
        )
    };
    let view = &session.view;
    let lines = difference::Difference {
        view,
        live,
        preview,
    }
    .lines(&name, &saved);
    if lines.is_empty() {
        return Ok(vec![view.say("form.differs_nowhere")]);
    }
    Ok(lines)
}
