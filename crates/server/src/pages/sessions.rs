//! The table of a user's sessions, for the account page and the administrator's page of a user.

use maud::{Markup, html};
use plugdock_schema::UserId;
use plugdock_store::{Session, TokenHash};
use serde_json::json;

use super::layout::View;
use super::parts::{self, Tone};
use crate::services::browser_name::Browser;

/// The sessions of one user, as a page lists them.
pub(super) struct SessionTable<'a> {
    /// The user.
    pub(super) user: UserId,
    /// The sessions of the user.
    pub(super) sessions: &'a [(TokenHash, Session)],
    /// The session of the browser that shows the page.
    pub(super) own: Option<&'a TokenHash>,
    /// The address of the page. It opens again after a session was ended.
    pub(super) here: &'a str,
}

impl SessionTable<'_> {
    /// Renders the table. Each session has a button that ends it, except that of this browser.
    pub(super) fn render(&self, view: &View) -> Markup {
        let label = |column: &str| view.say(&format!("admin.account.{column}"));
        html! {
            div class="pd-scroll" tabindex="0" {
                table class="pd-table pd-table-stack" {
                    thead {
                        tr {
                            @for column in ["browser", "address", "since", "last_seen"] { th scope="col" { (label(column)) } }
                            td {}
                        }
                    }
                    tbody {
                        @for (token, open) in self.sessions {
                            tr {
                                td data-label=(label("browser")) { span class="pd-break" title=(open.user_agent) { (browser(view, open)) } }
                                td data-label=(label("address")) { span class="pd-break" { (address(view, open)) } }
                                td data-label=(label("since")) { (parts::moment(view, open.created_at)) }
                                td data-label=(label("last_seen")) { (parts::moment(view, open.last_seen)) }
                                td {
                                    @if Some(token) == self.own { (parts::badge(Tone::Good, &view.say("admin.account.this_browser"))) }
                                    @else { (self.end(view, token, open)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn end(&self, view: &View, token: &TokenHash, open: &Session) -> Markup {
        let ask = view.say_with(
            "admin.account.end_ask",
            &[("browser", &browser(view, open))],
        );
        html! {
            form data-pd-form="/k/api/sessions.json" data-pd-method="DELETE" data-pd-ask=(ask)
                data-pd-body=(json!({"user": self.user.0, "id": token.session_id()}))
                data-pd-next={ (self.here) "?message=SESSION_ENDED" } {
                button class="pd-button pd-button-small" type="submit" { (view.say("admin.account.end")) }
            }
        }
    }
}

fn browser(view: &View, open: &Session) -> String {
    match Browser::of(&open.user_agent) {
        None => view.say("admin.account.unknown"),
        Some(Browser { name, system: None }) => name,
        Some(Browser {
            name,
            system: Some(system),
        }) => {
            let words = &[("browser", &*name), ("system", system)];
            view.say_with("admin.account.browser_on", words)
        }
    }
}

fn address(view: &View, open: &Session) -> String {
    let address = open.address.map(|address| address.to_string());
    address.unwrap_or_else(|| view.say("admin.account.unknown"))
}
