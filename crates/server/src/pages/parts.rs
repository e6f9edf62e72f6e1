//! Pieces that several pages share. Everything is escaped by maud; no piece takes HTML as text (T75).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::layout::View;

/// How a note or badge is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing to worry about, nothing to cheer.
    Plain,
    /// Done, in order.
    Good,
    /// To be looked at.
    Warn,
    /// Refused or broken.
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

/// A gear, for links to settings; the link carries the words.
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

/// A sheet of paper: one record.
pub(crate) fn page_icon() -> Markup {
    PreEscaped(
        "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">\
         <path d=\"M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6\"/></svg>"
            .to_owned(),
    )
}

/// A pencil: changing.
pub(crate) fn pencil() -> Markup {
    line_icon("M4 20l1-4L16 5l3 3L8 19zM14 7l3 3")
}

/// A bin: deleting.
pub(crate) fn bin() -> Markup {
    line_icon("M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5")
}

/// A plus: adding.
pub(crate) fn plus() -> Markup {
    line_icon("M12 5v14M5 12h14")
}

/// Three dots: more that can be done.
pub(crate) fn dots() -> Markup {
    line_icon("M5 12h.01M12 12h.01M19 12h.01")
}

/// An icon of lines; what carries it has the words.
fn line_icon(path: &'static str) -> Markup {
    html! {
        svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" {
            path d=(path) {}
        }
    }
}

/// A note that is part of the page as it is served.
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

/// A short state beside a name.
pub(crate) fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "pd-badge pd-badge" (tone.suffix()) } { (text) } }
}

/// What stands where a list is empty: what it is, and what to do next.
pub(crate) fn empty(title: &str, text: &str, action: &Markup) -> Markup {
    html! {
        div class="pd-empty" {
            p class="pd-empty-title" { (title) }
            p class="pd-empty-text" { (text) }
            (action)
        }
    }
}

/// The place where scripts put the outcome of an action; read out when it changes.
pub(crate) fn live(id: &str) -> Markup {
    html! { div id=(id) data-pd-live aria-live="polite" {} }
}

/// The picture of an app or plug-in, else the first letter of its name.
pub(crate) fn tile(name: &str, icon: Option<&str>) -> Markup {
    let letter: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    html! {
        span class="pd-tile" aria-hidden="true" {
            @if let Some(src) = icon { img src=(src) alt="" width="40" height="40"; } @else { (letter) }
        }
    }
}

/// A moment, in the reader's time zone and way of writing; the machine's form in `datetime`.
pub(crate) fn moment(view: &View, at: i64) -> Markup {
    let Ok(stamp) = Timestamp::from_millisecond(at) else {
        return html! {};
    };
    html! { time datetime=(stamp.to_string()) { (local(&view.zone, stamp)) } }
}

/// A moment to the second, for logs.
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

/// What a page is to say, by its name in the address.
#[derive(Deserialize)]
pub(crate) struct Said {
    pub(crate) message: Option<String>,
}

/// The outcome of what was done on the page before, if `code` is one of `known`: an address cannot
/// make a page say anything else.
pub(crate) fn message(view: &View, code: Option<&str>, known: &[&str]) -> Markup {
    let Some(code) = code.filter(|code| known.contains(code)) else {
        return html! {};
    };
    let text = view.t(&format!("message.{code}"));
    note(Tone::Good, &html! { p { (text) } })
}

/// An address fit for a link: `javascript:` and its like are none (T75).
pub(crate) fn web_address(text: Option<&str>) -> Option<&str> {
    text.filter(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// Bytes as people read them.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
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
