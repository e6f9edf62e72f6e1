//! `/k/admin/`: an overview of the server, with a list of what needs attention.

use std::sync::Arc;

use axum::Router;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::{AppQuery, GroupKind};

use super::{Section, page};
use crate::config::Credentials;
use crate::error::Error;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::pages::{AdminSession, PageSession, proxy_configs, record};
use crate::services::credential_policy;
use crate::state::AppState;

/// The time in milliseconds (90 days) after which an unused proxy config counts as forgotten.
const LONG: i64 = 90 * 24 * 3_600_000;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin",
            get(|| async { Redirect::permanent(Section::Home.href()) }),
        )
        .route("/k/admin/", get(home))
}

async fn home(admin: AdminSession) -> Result<Response, Error> {
    let session = admin.0;
    let counts = Counts::load(&session).await?;
    let view = &session.view;
    let body = html! {
        div class="pd-head" { h1 class="pd-title" { (Section::Home.name(view)) } }
        (attention(view, &counts.attention))
        ul class="pd-tiles" { @for (section, count) in &counts.sections { (tile(view, *section, count)) } }
    };
    Ok(session.answer(&page(view, Section::Home, Section::Home.name(view), &body)))
}

struct Counts {
    /// Each section with its summary.
    sections: Vec<(Section, String)>,
    attention: Vec<Attention>,
}

/// A matter that needs attention, and the section to handle it.
struct Attention {
    text: String,
    section: Section,
    tone: Tone,
}

impl Counts {
    async fn load(session: &PageSession) -> Result<Self, Error> {
        let (state, view) = (&session.state, &session.view);
        let now = state.clock.now();
        let store = &state.store;
        let users = store.users().await?;
        let active = users.iter().filter(|user| user.active).count();
        let departments = store.groups(GroupKind::Organization).await?.len();
        let groups = store.groups(GroupKind::Group).await?.len();
        let plugins = store.plugins(&record::every_plugin()).await?;
        let warned = plugins
            .iter()
            .filter(|plugin| !plugin.warnings.is_empty())
            .count();
        let missing = store.required_plugins(0, 1_000).await?.len();
        let listed = store.proxy_config_list().await?;
        let unused = listed.iter().map(|listed| {
            listed
                .proxy_config
                .used_at
                .unwrap_or(listed.proxy_config.saved_at)
        });
        let unused = unused.filter(|last| *last < now - LONG).count();
        let query = AppQuery {
            undeployed: true,
            limit: usize::MAX,
            ..AppQuery::default()
        };
        let apps = store.apps(session.actor(), &query).await?;
        let waiting = apps
            .iter()
            .filter(|app| app.live != Some(app.preview))
            .count();
        let attention = look_around(session, missing, warned, unused).await?;
        let text = |count: usize| count.to_string();
        let counted = |key: &str, count: usize, more: usize| {
            let places = [("count", text(count)), ("more", text(more))];
            let places = places
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            view.say_with(&format!("admin.count.{key}"), &places)
        };
        Ok(Self {
            sections: vec![
                (Section::Users, counted("users", users.len(), active)),
                (Section::Groups, counted("groups", departments, groups)),
                (Section::Plugins, counted("plugins", plugins.len(), 0)),
                (
                    Section::ProxyConfigs,
                    counted("proxy_configs", listed.len(), 0),
                ),
                (Section::Apps, counted("apps", apps.len(), waiting)),
                (Section::Audit, view.say("admin.count.audit")),
                (Section::Server, view.say("admin.count.server")),
            ],
            attention,
        })
    }
}

/// Lists what an administrator should look at. The counts are those of missing plug-ins, of
/// plug-ins with warnings, and of proxy configs that were not used for a long time.
async fn look_around(
    session: &PageSession,
    missing: usize,
    warned: usize,
    unused: usize,
) -> Result<Vec<Attention>, Error> {
    let (state, view) = (&session.state, &session.view);
    let text = |count: usize| count.to_string();
    let store = &state.store;
    let readable = state.config.profile() == Credentials::Readable
        && !credential_policy::stricter(store).await?.seals_all();
    let reads = store
        .last_audited(proxy_configs::READ_ON_APP_PAGE)
        .await?
        .len();
    let scripts = store.script_reviews().await?.len();
    let config = &state.config;
    let open = config.proxy_allow_upstream.join(", ");
    let mapped = config.proxy_upstream.join(", ");
    let in_clear = !config.listen.ip().is_loopback() && !config.is_https();

    let looks = [
        (
            in_clear,
            "clear",
            String::new(),
            Section::Server,
            Tone::Danger,
        ),
        (
            scripts > 0,
            "scripts",
            text(scripts),
            Section::Apps,
            Tone::Danger,
        ),
        (
            missing > 0,
            "missing",
            text(missing),
            Section::Plugins,
            Tone::Danger,
        ),
        (
            warned > 0,
            "warned",
            text(warned),
            Section::Plugins,
            Tone::Warn,
        ),
        (
            readable,
            "readable",
            String::new(),
            Section::Server,
            Tone::Warn,
        ),
        (
            reads > 0,
            "read",
            text(reads),
            Section::ProxyConfigs,
            Tone::Warn,
        ),
        (
            unused > 0,
            "unused",
            text(unused),
            Section::ProxyConfigs,
            Tone::Plain,
        ),
        (!open.is_empty(), "open", open, Section::Server, Tone::Warn),
        (
            !mapped.is_empty(),
            "mapped",
            mapped,
            Section::Server,
            Tone::Warn,
        ),
    ];
    let attention = looks.into_iter().filter(|look| look.0);
    let attention = attention.map(|(_, key, value, section, tone)| Attention {
        text: view.say_with(&format!("admin.look.{key}"), &[("value", &value)]),
        section,
        tone,
    });
    Ok(attention.collect())
}

fn attention(view: &View, all: &[Attention]) -> Markup {
    html! {
        section class="pd-card" aria-labelledby="pd-attention" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-attention" { (view.say("admin.attention")) } }
            @if all.is_empty() {
                div class="pd-card-body" { p class="pd-muted" { (view.say("admin.attention_none")) } }
            } @else {
                ul class="pd-rows" {
                    @for one in all {
                        li class="pd-row pd-row-plain" {
                            div class="pd-row-main pd-break" { (one.text) }
                            a class="pd-link" href=(one.section.href()) { (parts::badge(one.tone, &one.section.name(view))) }
                        }
                    }
                }
            }
        }
    }
}

fn tile(view: &View, section: Section, count: &str) -> Markup {
    html! {
        li class="pd-app" {
            div class="pd-app-text" {
                h2 class="pd-tile-name" { a class="pd-app-name" href=(section.href()) { (section.name(view)) } }
                div class="pd-muted pd-small" { (count) }
            }
        }
    }
}
