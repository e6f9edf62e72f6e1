//! Rich text without its tags.

/// The text of HTML, for pages and for searching; entities beyond the five common ones stay.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        rest = rest[open..]
            .find('>')
            .map_or("", |close| &rest[open + close + 1..]);
        if !text.ends_with([' ', '\n']) && !text.is_empty() {
            text.push(' ');
        }
    }
    text.push_str(rest);
    let text = text.trim();
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
