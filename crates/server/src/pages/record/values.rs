//! Renders the values of fields for display. T75: only sanitised rich text is rendered as HTML, and
//! only safe addresses become links.

use maud::{Markup, PreEscaped, html};
use plugdock_schema::Field;
use plugdock_schema::field::Look;
use plugdock_schema::rich::clean;
use plugdock_schema::value::{File, Shown, display};

use crate::pages::layout::View;
use crate::pages::parts;

/// Renders a field's value: safe addresses as links, files as downloads, and tables as tables.
pub(crate) fn value(view: &View, field: &Field, value: &Shown<'_>) -> Markup {
    let single = || value.text().unwrap_or_default();
    match field.kind.look() {
        Look::Link => link(field, &single()),
        Look::Files => files(value.files()),
        Look::Rich => rich(&single()),
        Look::Table => table(view, field, value),
        Look::Words => html! { (text(view, field, value)) },
    }
}

/// Renders rich text. It is sanitised again (T75), because a restored or older database may contain
/// unsanitised text.
fn rich(text: &str) -> Markup {
    html! { div class="pd-rich" { (PreEscaped(clean(text))) } }
}

/// Returns a value as plain text.
pub(crate) fn text(view: &View, field: &Field, value: &Shown<'_>) -> String {
    let instant = value
        .text()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let seconds = instant.map_or(0, |at| view.zone.to_offset(at).seconds());
    display(value, field, seconds / 60)
}

/// Renders a link. Only an address of the right kind becomes one (T75).
fn link(field: &Field, text: &str) -> Markup {
    let href = match field.text("protocol") {
        "MAIL" => text.contains('@').then(|| format!("mailto:{text}")),
        "CALL" => text
            .starts_with(|c: char| c.is_ascii_digit() || c == '+')
            .then(|| format!("tel:{text}")),
        _ => parts::web_address(Some(text)).map(str::to_owned),
    };
    html! {
        @if let Some(href) = href { a class="pd-link" href=(href) rel="noopener noreferrer" { (text) } }
        @else { (text) }
    }
}

fn files(files: &[File]) -> Markup {
    let known = files
        .iter()
        .filter_map(|file| Some((&file.key, file.about.as_ref()?)));
    html! {
        @for (key, about) in known {
            div {
                // The page's script downloads the file, because the address accepts a session only
                // from scripts (B8.1).
                a class="pd-link pd-break" href={ "/k/v1/file.json?fileKey=" (key) } data-pd-file=(about.name) { (about.name) }
                " " span class="pd-muted pd-small" { (parts::size(about.size)) }
            }
        }
    }
}

fn table(view: &View, field: &Field, rows: &Shown<'_>) -> Markup {
    html! {
        div class="pd-scroll" {
            table class="pd-table" {
                thead { tr { @for inner in &field.fields { th scope="col" { (inner.label) } } } }
                tbody {
                    @for row in rows.rows() {
                        tr {
                            @for inner in &field.fields {
                                td { @if let Some(cell) = row.get(&inner.code) { (value(view, inner, &cell)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
