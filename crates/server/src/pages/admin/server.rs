//! `/k/admin/system/server/`: how the server is set up, and what may be changed while it runs.
//! Secrets are never shown, nor addresses that hold one.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_store::AUDIT_LIFE;
use serde::Deserialize;
use serde_json::json;

use super::{Section, done, head, page};
use crate::config::{Config, Credentials};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::services::{credential_policy, plugin_limit};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/k/admin/system/server",
            get(|| async { Redirect::permanent(Section::Server.href()) }),
        )
        .route("/k/admin/system/server/", get(server))
}

#[derive(Deserialize)]
struct Asked {
    message: Option<String>,
}

async fn server(admin: AdminSession, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let session = admin.0;
    let app = &session.app;
    let view = &session.view;
    let sealed = credential_policy::stricter(&app.store).await?.seals_all();
    let most = plugin_limit::in_force(app).await?;
    let answers = app.store.ping().await.is_ok();
    let known = ["SETTINGS_SAVED", "SEALED", "UNSEALED"];
    let body = html! {
        (head(view, Section::Server, &view.say("admin.server.lead"), &html! {}))
        (done(view, asked.message.as_deref(), &known))
        (parts::live("pd-says"))
        (profile(view, &app.config, sealed))
        (changeable(view, &app.config, most))
        (configured(view, &app.config, answers))
    };
    Ok(session.answer(&page(
        view,
        Section::Server,
        Section::Server.name(view),
        &body,
    )))
}

/// Who may read saved credentials, and making that stricter (R01).
fn profile(view: &View, config: &Config, sealed: bool) -> Markup {
    let readable = config.profile() == Credentials::Readable;
    let (tone, state) = match (readable, sealed) {
        (false, _) => (Tone::Good, "sealed"),
        (true, true) => (Tone::Good, "sealed_here"),
        (true, false) => (Tone::Warn, "readable"),
    };
    let here = Section::Server.href();
    html! {
        section class="pd-card" aria-labelledby="pd-profile" {
            div class="pd-card-head" {
                h2 class="pd-card-title" id="pd-profile" { (view.say("admin.profile")) }
                (parts::badge(tone, &view.say(&format!("admin.profile.{state}"))))
            }
            div class="pd-card-body" {
                p { (view.say(&format!("admin.profile.{state}_text"))) }
                @if readable {
                    @let ask = if sealed { "admin.profile.unseal_ask" } else { "admin.profile.seal_ask" };
                    form data-pd-form="/k/api/credentials.json" data-pd-method="PUT" data-pd-body=(json!({"sealed": !sealed}))
                        data-pd-ask=(view.say(ask)) data-pd-danger[sealed]
                        data-pd-next={ (here) "?message=" (if sealed { "UNSEALED" } else { "SEALED" }) } {
                        button class={ "pd-button" @if sealed { " pd-button-danger" } } type="submit" {
                            (view.say(if sealed { "admin.profile.unseal" } else { "admin.profile.seal" }))
                        }
                    }
                }
            }
        }
    }
}

/// What may be changed while the server runs (R48).
fn changeable(view: &View, config: &Config, most: usize) -> Markup {
    let configured = config.plugins_per_app.to_string();
    html! {
        section class="pd-card" aria-labelledby="pd-changeable" {
            div class="pd-card-head" { h2 class="pd-card-title" id="pd-changeable" { (view.say("admin.changeable")) } }
            form class="pd-card-body" data-pd-form="/k/api/settings.json" data-pd-method="PUT"
                data-pd-next={ (Section::Server.href()) "?message=SETTINGS_SAVED" } {
                div class="pd-field" {
                    label class="pd-label" for="pd-most" { (view.say("admin.most_plugins")) }
                    input class="pd-input pd-input-short" id="pd-most" name="pluginsPerApp" type="number" min="1" max=(plugin_limit::MOST)
                        required value=(most) aria-describedby="pd-most-hint";
                    p class="pd-hint" id="pd-most-hint" { (view.say_with("admin.most_plugins_hint", &[("count", &configured)])) }
                }
                button class="pd-button" type="submit" { (view.t("save")) }
            }
        }
    }
}

/// A setting: the end of its text's key, what is in force, and whether somebody chose it.
struct Setting {
    key: &'static str,
    value: String,
    chosen: bool,
}

fn configured(view: &View, config: &Config, answers: bool) -> Markup {
    let groups = [
        ("server", server_settings(view, config, answers)),
        ("calls", calls(view, config)),
        ("limits", limits(view, config)),
    ];
    html! {
        @for (group, settings) in &groups {
            @let id = format!("pd-set-{group}");
            section class="pd-card" aria-labelledby=(id) {
                div class="pd-card-head" { h2 class="pd-card-title" id=(id) { (view.say(&format!("admin.set.{group}"))) } }
                div class="pd-card-body" {
                    dl class="pd-facts pd-facts-wide" {
                        @for setting in settings {
                            dt { (view.say(&format!("admin.set.{}", setting.key))) }
                            dd class="pd-break" {
                                (setting.value) " "
                                @if setting.chosen { (parts::badge(Tone::Plain, &view.say("admin.set_chosen"))) }
                            }
                        }
                    }
                }
            }
        }
        p class="pd-hint" { (view.say("admin.set_hint")) }
    }
}

fn server_settings(view: &View, config: &Config, answers: bool) -> Vec<Setting> {
    let default = Config::default();
    // The scheme alone: what follows may be a password.
    let scheme = |url: &str| url.split(':').next().unwrap_or_default().to_owned();
    let database = config.database_url.as_deref().map(scheme);
    let storage = config.storage_url.as_deref().map(scheme);
    let key = if config.master_key.is_some() {
        "admin.set.key_given"
    } else {
        "admin.set.key_file"
    };
    let health = if answers {
        "admin.set.answers"
    } else {
        "admin.set.answers_not"
    };
    let set = |key, value: String, chosen| Setting { key, value, chosen };
    vec![
        set("version", env!("CARGO_PKG_VERSION").to_owned(), false),
        set("health", view.say(health), false),
        set("origin", config.origin(), config.public_url.is_some()),
        set(
            "listen",
            config.listen.to_string(),
            config.listen != default.listen,
        ),
        set(
            "data",
            config.data.display().to_string(),
            config.data != default.data,
        ),
        set(
            "database",
            database.clone().unwrap_or_else(|| "sqlite".to_owned()),
            database.is_some(),
        ),
        set(
            "storage",
            storage
                .clone()
                .unwrap_or_else(|| view.say("admin.set.in_data")),
            storage.is_some(),
        ),
        set("key", view.say(key), config.master_key.is_some()),
        set(
            "metrics",
            config
                .metrics_listen
                .map_or_else(|| view.say("admin.set.nowhere"), |at| at.to_string()),
            config.metrics_listen.is_some(),
        ),
    ]
}

/// What plug-ins may reach (R23).
fn calls(view: &View, config: &Config) -> Vec<Setting> {
    let list = |key, all: &[String], none| Setting {
        key,
        value: if all.is_empty() {
            view.say(none)
        } else {
            all.join(", ")
        },
        chosen: !all.is_empty(),
    };
    // The file of the certificate, never of its key.
    let shown_to = config.proxy_client_certificates.iter().map(|given| {
        let file = given.certificate.display();
        format!("{} ({file})", given.origins.join(", "))
    });
    let shown_to: Vec<_> = shown_to.collect();
    let authorities = Setting {
        key: "authorities",
        value: config.proxy_ca_file.as_ref().map_or_else(
            || view.say("admin.set.system"),
            |path| path.display().to_string(),
        ),
        chosen: config.proxy_ca_file.is_some(),
    };
    vec![
        list(
            "open",
            &config.proxy_allow_upstream,
            "admin.set.public_only",
        ),
        list("closed", &config.proxy_deny_upstream, "admin.plugin.none"),
        list("mapped", &config.proxy_upstream, "admin.plugin.none"),
        authorities,
        list("client_certificates", &shown_to, "admin.plugin.none"),
    ]
}

fn limits(view: &View, config: &Config) -> Vec<Setting> {
    let (now, default) = (&config.proxy_limits, Config::default());
    let usual = &default.proxy_limits;
    let seconds = |key, value: u64, usual: u64| Setting {
        key,
        value: view.say_with("admin.set.seconds", &[("count", &value.to_string())]),
        chosen: value != usual,
    };
    let days = AUDIT_LIFE / (24 * 3_600_000);
    vec![
        seconds("connect", now.connect_seconds, usual.connect_seconds),
        seconds("call", now.call_seconds, usual.call_seconds),
        seconds("upload", now.upload_seconds, usual.upload_seconds),
        Setting {
            key: "rest_calls",
            value: config.rest_calls.to_string(),
            chosen: config.rest_calls != default.rest_calls,
        },
        Setting {
            key: "audit_life",
            value: view.say_with("admin.set.days", &[("count", &days.to_string())]),
            chosen: false,
        },
    ]
}
