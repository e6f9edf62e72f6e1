//! Components that several pages share. maud escapes all their content, and no component takes HTML
//! as text (T75).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::layout::View;

/// The meaning of a note or badge.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Neutral information.
    Plain,
    /// Success, or a good state.
    Good,
    /// Something that needs attention.
    Warn,
    /// A refusal or a failure.
    Danger,
}

impl Tone {
    fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "-good",
            Self::Warn => "-warn",
            Self::Danger => "-danger",
        }
    }
}

/// Renders a gear icon for links to settings. The link has the text.
pub(crate) fn gear() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">\
         <circle cx=\"12\" cy=\"12\" r=\"3\"/><path d=\"M12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4\
         M5.5 5.5l1.7 1.7M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7\"/>\
         <circle cx=\"12\" cy=\"12\" r=\"6.6\"/></svg>"
            .to_owned(),
    )
}

/// Renders a sheet of paper, the icon of a record.
pub(crate) fn page_icon() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">\
         <path d=\"M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6\"/></svg>"
            .to_owned(),
    )
}

/// Renders a pencil, the icon for editing.
pub(crate) fn pencil() -> Markup {
    line_icon("M4 20l1-4L16 5l3 3L8 19zM14 7l3 3")
}

/// Renders a bin, the icon for deleting.
pub(crate) fn bin() -> Markup {
    line_icon("M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5")
}

/// Renders a plus, the icon for adding.
pub(crate) fn plus() -> Markup {
    line_icon("M12 5v14M5 12h14")
}

/// Renders three dots, the icon for more actions.
pub(crate) fn dots() -> Markup {
    line_icon("M5 12h.01M12 12h.01M19 12h.01")
}

/// Renders a line icon. The element around it has the text.
fn line_icon(path: &'static str) -> Markup {
    html! {
        svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" {
            path d=(path) {}
        }
    }
}

/// Renders a note that is part of the page from the start.
pub(crate) fn note(tone: Tone, body: &Markup) -> Markup {
    let role = if tone == Tone::Danger {
        "alert"
    } else {
        "status"
    };
    html! {
        div class={ "pd-note pd-note" (tone.suffix()) } role=(role) { (body) }
    }
}

/// Renders a short state next to a name.
pub(crate) fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "pd-badge pd-badge" (tone.suffix()) } { (text) } }
}

/// Renders the content of an empty list: a title, and a text with the next step.
pub(crate) fn empty(title: &str, text: &str, action: &Markup) -> Markup {
    html! {
        div class="pd-empty" {
            p class="pd-empty-title" { (title) }
            p class="pd-empty-text" { (text) }
            (action)
        }
    }
}

/// Renders the place where scripts show the result of an action. Screen readers announce changes.
pub(crate) fn live(id: &str) -> Markup {
    html! { div id=(id) data-pd-live aria-live="polite" {} }
}

/// Renders the icon of an app or plug-in, or else the first letter of its name.
pub(crate) fn tile(name: &str, icon: Option<&str>) -> Markup {
    let letter: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    html! {
        span class="pd-tile" aria-hidden="true" {
            @if let Some(src) = icon { img src=(src) alt="" width="40" height="40"; } @else { (letter) }
        }
    }
}

/// Renders a time in the user's time zone. `datetime` has the machine-readable form.
pub(crate) fn moment(view: &View, at: i64) -> Markup {
    let Ok(stamp) = Timestamp::from_millisecond(at) else {
        return html! {};
    };
    html! { time datetime=(stamp.to_string()) { (local(&view.zone, stamp)) } }
}

/// Renders a time with seconds, for logs.
pub(crate) fn second(view: &View, at: i64) -> Markup {
    let Ok(stamp) = Timestamp::from_millisecond(at) else {
        return html! {};
    };
    let text = stamp.to_zoned(view.zone.clone());
    html! { time datetime=(stamp.to_string()) { (text.strftime("%Y-%m-%d %H:%M:%S").to_string()) } }
}

fn local(zone: &TimeZone, stamp: Timestamp) -> String {
    stamp
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// The query parameter with the message that a page shows.
#[derive(Deserialize)]
pub(crate) struct Said {
    pub(crate) message: Option<String>,
}

/// Renders the result of the action on the previous page, if `code` is one of `known`. An address
/// cannot make a page show any other text.
pub(crate) fn message(view: &View, code: Option<&str>, known: &[&str]) -> Markup {
    let Some(code) = code.filter(|code| known.contains(code)) else {
        return html! {};
    };
    let text = view.t(&format!("message.{code}"));
    note(Tone::Good, &html! { p { (text) } })
}

/// Returns the text if it is a web address for a link, and not `javascript:` or similar (T75).
pub(crate) fn web_address(text: Option<&str>) -> Option<&str> {
    text.filter(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// Formats a number of bytes for display.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "only one decimal is shown")]
    let size = bytes as f64;
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{:.1} KB", size / 1_024.0),
        _ => format!("{:.1} MB", size / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(1_023), "1023 B");
        assert_eq!(size(1_536), "1.5 KB");
        assert_eq!(size(20 * 1_048_576), "20.0 MB");
    }

    // T75
    #[test]
    fn names_are_escaped() {
        let tile = tile("<img onerror=x>", Some("/x\" onerror=\"y")).into_string();
        assert!(!tile.contains("\" onerror"), "{tile}");
        assert_eq!(web_address(Some("javascript:alert(1)")), None);
        assert!(badge(Tone::Warn, "<b>").into_string().contains("&lt;b&gt;"));
    }
}
