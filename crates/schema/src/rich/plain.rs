//! Extracts plain text from rich text.

/// Returns the text of HTML without its tags, for pages and for the search. Only `&nbsp;` and the
/// entities for `<`, `>`, `&` and quotation marks are decoded.
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
