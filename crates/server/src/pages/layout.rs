//! The frame of every page: head, top bar, breadcrumbs, and the content security policy.

use std::sync::Arc;

use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use plugdock_store::User;

use crate::i18n::{self, Locale, PageTexts};

/// The user of a page, with language and time zone.
pub(crate) struct View {
    /// The language of the texts.
    pub(crate) locale: Locale,
    /// The time zone in which times are shown.
    pub(crate) zone: TimeZone,
    /// The user. `None` on the login page and on pages for visitors without a session.
    pub(crate) user: Option<Arc<User>>,
    /// The session's CSRF token. Empty without a session.
    pub(crate) csrf: String,
    /// The nonce for the server's own script tags under the strict policy.
    pub(crate) nonce: String,
}

impl View {
    /// Returns the text of `pages.{key}`.
    pub(crate) fn text(&self, key: &str, params: &[(&str, &str)]) -> String {
        PageTexts(self.locale).text(key, params)
    }

    /// Returns the text of `pages.{key}`, which has no parameters.
    pub(crate) fn t(&self, key: &str) -> String {
        self.text(key, &[])
    }

    /// Returns the text of `key` (`area.key`) from any area.
    pub(crate) fn say_with(&self, key: &str, params: &[(&str, &str)]) -> String {
        i18n::text(self.locale, key, params)
    }

    /// Returns the text of `key` (`area.key`), which has no parameters.
    pub(crate) fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }
}

/// The scripts that a page runs. It decides the policy and the colours of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only the server's own scripts.
    Own,
    /// The server's own scripts and those of plug-ins.
    Plugins,
}

/// A page without its frame.
pub(crate) struct Page {
    pub(crate) kind: Kind,
    /// True if the page uses the full width of the window, as lists of records do.
    pub(crate) wide: bool,
    /// The title of the window. The page renders its own heading.
    pub(crate) title: String,
    /// The breadcrumbs: names and addresses, without the page itself.
    pub(crate) crumbs: Vec<(String, String)>,
    /// Additional content for the head: the plug-ins' style sheets.
    pub(crate) head: Markup,
    /// A bar below the top bar.
    pub(crate) banner: Markup,
    /// The content of `<main>`.
    pub(crate) body: Markup,
    /// Content after `<main>`, directly in the body: scripts, and a plug-in's settings form.
    pub(crate) tail: Markup,
}

impl Page {
    /// Creates a page without plug-ins that has only a title and content.
    pub(crate) fn own(title: String, body: Markup) -> Self {
        Self {
            kind: Kind::Own,
            wide: false,
            title,
            crumbs: Vec::new(),
            head: html! {},
            banner: html! {},
            body,
            tail: html! {},
        }
    }

    /// Adds breadcrumbs.
    pub(crate) fn under(mut self, crumbs: Vec<(String, String)>) -> Self {
        self.crumbs = crumbs;
        self
    }
}

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' \
fill='none' stroke='%230b635c' stroke-width='2.2' stroke-linecap='round'%3E%3Cpath d='M9 2v5M15 2v5M6.5 \
7h11v3a5.5 5.5 0 0 1-11 0zM12 15.5V18M3 14v4a4 4 0 0 0 4 4h10a4 4 0 0 0 4-4v-4'/%3E%3C/svg%3E";

/// Returns the referrer policy of a page. From a page on which plug-ins run, other sites get the
/// origin, because some keys of their services are valid for an origin only. They never get a path.
pub(super) fn referrer_policy(has_plugins: bool) -> &'static str {
    if has_plugins {
        "strict-origin-when-cross-origin"
    } else {
        "same-origin"
    }
}

/// Renders the whole document.
pub(crate) fn document(view: &View, page: &Page) -> Markup {
    let own = page.kind == Kind::Own;
    html! {
        (DOCTYPE)
        html lang=(view.locale.as_str()) class=[(!own).then_some("pd-light")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content=(referrer_policy(!own));
                title { (page.title) " · Plugdock" }
                link rel="icon" href=(ICON);
                link rel="stylesheet" href=(plugdock_web::url::UI_CSS);
                (page.head)
            }
            body class={ "pd-body" @if page.wide { " pd-wide" } } {
                @if view.user.is_some() {
                    a class="pd-skip" href="#pd-main" { (view.t("skip")) }
                    (top(view, &page.title))
                }
                (page.banner)
                main class="pd-main" id="pd-main" tabindex="-1" {
                    @if !page.crumbs.is_empty() { (crumbs(view, &page.crumbs)) }
                    (page.body)
                }
                (page.tail)
                @if own && view.user.is_some() { (admin_script(view)) }
            }
        }
    }
}

fn top(view: &View, title: &str) -> Markup {
    html! {
        header class="pd-top" {
            div class="pd-top-inner" {
                (brand("/k/"))
                nav class="pd-top-links" aria-label=(view.t("nav.main")) {
                    @let apps = view.t("portal.title");
                    a class="pd-top-link" href="/k/" aria-current=[(apps == title).then_some("page")] { (apps) }
                    @if view.user.as_ref().is_some_and(|user| user.admin) {
                        @let home = view.say("admin.home");
                        a class="pd-top-link" href="/k/admin/" aria-current=[(home == title).then_some("page")] { (view.t("nav")) }
                    }
                }
                @if let Some(user) = &view.user { (user_menu(view, user)) }
            }
        }
    }
}

/// Renders the project's logo, a plug in its dock.
pub(crate) fn brand(href: &str) -> Markup {
    html! {
        a class="pd-brand" href=(href) { (mark()) "Plugdock" }
    }
}

fn mark() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">\
         <path d=\"M9 2v5M15 2v5M6.5 7h11v3a5.5 5.5 0 0 1-11 0zM12 15.5V18\"/>\
         <path d=\"M3 14v4a4 4 0 0 0 4 4h10a4 4 0 0 0 4-4v-4\"/></svg>"
            .to_owned(),
    )
}

fn user_menu(view: &View, user: &User) -> Markup {
    let letter: String = user
        .name
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect();
    html! {
        details class="pd-user" {
            summary {
                span class="pd-avatar" aria-hidden="true" { (letter) }
                span class="pd-user-name" aria-hidden="true" { (user.name) }
                span class="pd-hidden-text" { (view.text("user_menu", &[("name", &user.name)])) }
            }
            div class="pd-menu" {
                a class="pd-menu-item" href="/k/account/" { (view.say("admin.account")) }
                form method="post" action="/logout" {
                    input type="hidden" name="__REQUEST_TOKEN__" value=(view.csrf);
                    button class="pd-menu-item" type="submit" { (view.t("sign_out")) }
                }
            }
        }
    }
}

fn crumbs(view: &View, crumbs: &[(String, String)]) -> Markup {
    html! {
        nav aria-label=(view.t("crumbs")) {
            ol class="pd-crumbs" {
                @for (name, href) in crumbs {
                    li { a class="pd-link" href=(href) { (name) } }
                }
            }
        }
    }
}

/// Renders the script of the server's own pages, with the texts it needs.
fn admin_script(view: &View) -> Markup {
    html! {
        script type="module" nonce=(view.nonce) src=(plugdock_web::url::ADMIN_JS)
            data-csrf=(view.csrf) data-failed=(view.t("failed")) data-cancel=(view.t("cancel"))
            data-password=(view.t("confirm.password")) data-confirm=(view.t("confirm.title"))
            data-go-on=(view.t("confirm.go_on")) data-unconfirmed=(view.t("confirm.cancelled")) {}
    }
}

/// Returns the Content-Security-Policy of a page.
pub(crate) fn policy(kind: Kind, nonce: &str) -> String {
    match kind {
        // Scripts have no `'self'`, because the files of plug-ins have the same origin.
        Kind::Own => format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        // Plug-ins use inline handlers, templates built with `eval`, style attributes, and scripts
        // from any https host in their manifest (B2). A stricter policy would break them without
        // any benefit, because plug-ins can read the whole page anyway. The policy still forbids
        // plain http scripts, plug-in objects, a `<base>` of another origin, and frames on other
        // sites.
        Kind::Plugins => "default-src 'self' https: data: blob: 'unsafe-inline' 'unsafe-eval'; \
                          connect-src 'self' https: wss: data: blob:; object-src 'none'; \
                          base-uri 'self'; frame-ancestors 'self'"
            .to_owned(),
    }
}
