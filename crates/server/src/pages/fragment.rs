//! Converts a plug-in's `config.html` to a fragment of body content (R45).
//!
//! Authors provide fragments, whole documents, and files with their own `<script src>`. The page
//! takes only the content and keeps its own frame, `<base>` and script order. This serves
//! compatibility and is not a security measure, because the plug-in's own scripts run on the same
//! page.

use std::fmt::Write as _;

/// The tags of a document's frame. The HTML parser would merge them into those of the page.
const FRAME: [&str; 5] = ["html", "head", "body", "base", "frameset"];

/// Elements whose content the parser reads as text. If they are not closed, they consume the rest
/// of the page.
const RAW_TEXT: [&str; 9] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript",
];

/// Elements in which a classic script does not run. They are closed if the author forgot to.
const SCRIPTLESS: [&str; 3] = ["template", "svg", "math"];

/// Returns the content of `html` for the page's body, before the plug-in's scripts.
///
/// Frame tags, `<title>` and `<meta>` are removed. Scripts stay in place with a type that no
/// browser runs. Scripts with a data type (templates, JSON) do not change. Elements that are open
/// at the end are closed.
pub(crate) fn inert(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html.trim_start_matches('\u{feff}');
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else if let Some(tag) = Tag::read(rest) {
            let name = tag.name.to_ascii_lowercase();
            rest = &rest[tag.len..];
            if FRAME.contains(&name.as_str()) || name == "meta" || name == "plaintext" {
                continue;
            }
            if !tag.closing && RAW_TEXT.contains(&name.as_str()) {
                let (content, after) = raw_text(rest, &name);
                rest = after;
                if name != "title" {
                    start_tag(&mut out, &tag, &name);
                    let _ = write!(out, "{content}</{name}>");
                }
                continue;
            }
            if let Some(known) = SCRIPTLESS.iter().find(|known| **known == name) {
                if !tag.closing {
                    open.push(known);
                } else if let Some(last) = open.iter().rposition(|name| name == known) {
                    open.remove(last);
                } else {
                    continue;
                }
            }
            out.push_str(tag.text);
        } else {
            out.push_str("&lt;");
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    for name in open.iter().rev() {
        let _ = write!(out, "</{name}>");
    }
    out
}

fn start_tag(out: &mut String, tag: &Tag<'_>, name: &str) {
    if name != "script" || !runs(tag.attribute("type").as_deref()) {
        out.push_str(tag.text);
        return;
    }
    // The first attribute of a name wins, so the author's own `type` has no effect.
    let attributes = &tag.text[1 + name.len()..];
    let _ = write!(out, "<script type=\"text/plugdock-inert\"{attributes}");
}

/// Returns true if a browser would run a script of this type.
fn runs(kind: Option<&str>) -> bool {
    let Some(kind) = kind else { return true };
    let kind = kind.trim().to_ascii_lowercase();
    kind.is_empty()
        || kind == "module"
        || kind == "importmap"
        || kind == "speculationrules"
        || kind.contains("javascript")
        || kind.contains("ecmascript")
        || kind.contains("jscript")
        || kind.contains("livescript")
}

/// Returns the text before the end tag of `name`, and the rest after the tag.
fn raw_text<'a>(text: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let at = from + at;
        if let Some(tag) = Tag::read(&text[at..])
            && tag.name.eq_ignore_ascii_case(name)
        {
            return (&text[..at], &text[at + tag.len..]);
        }
        from = at + 2;
    }
    (text, "")
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    /// The whole tag, from `<` to `>`.
    text: &'a str,
    len: usize,
}

impl<'a> Tag<'a> {
    /// Reads a tag at the start of `text`. Returns `None` if the parser would see text, or if the
    /// tag never ends. The parser drops an unfinished tag at the end of the input, and here it is
    /// shown as text.
    fn read(text: &'a str) -> Option<Self> {
        let closing = text.starts_with("</");
        let start = if closing { 2 } else { 1 };
        let body = text.get(start..)?;
        if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_len = body.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')?;
        let mut quote: Option<u8> = None;
        // A quote begins a value only after an equals sign.
        let mut after_equals = false;
        for (index, byte) in body.bytes().enumerate().skip(name_len) {
            match quote {
                Some(mark) if byte == mark => quote = None,
                Some(_) => {}
                None => match byte {
                    b'>' => {
                        let len = start + index + 1;
                        return Some(Self {
                            name: &body[..name_len],
                            closing,
                            text: &text[..len],
                            len,
                        });
                    }
                    b'"' | b'\'' if after_equals => {
                        quote = Some(byte);
                        after_equals = false;
                    }
                    b'=' => after_equals = true,
                    _ if byte.is_ascii_whitespace() => {}
                    _ => after_equals = false,
                },
            }
        }
        None
    }

    /// Returns the value of the first attribute with the name `wanted`.
    fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.text.get(1 + self.name.len()..self.text.len() - 1)?;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
                .map_or(rest.len(), |(at, _)| at);
            let name = &rest[..end];
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(given) = rest.strip_prefix('=') {
                let given = given.trim_start();
                let quoted = given
                    .starts_with(['"', '\''])
                    .then(|| given[1..].find(&given[..1]).map(|close| close + 1))
                    .flatten();
                if let Some(close) = quoted {
                    value = &given[1..close];
                    rest = &given[close + 1..];
                } else {
                    let close = given
                        .find(|c: char| c.is_ascii_whitespace())
                        .unwrap_or(given.len());
                    value = &given[..close];
                    rest = &given[close..];
                }
            }
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_fragment_passes_as_it_is() {
        let html = "<div id=\"a\" title='x > y'><p>a < b<br/>c</p></div>\n";
        assert_eq!(inert(html), html.replace("a < b", "a &lt; b"));
    }

    // R45
    #[test]
    fn a_whole_document_gives_its_content_only() {
        let html = "<!DOCTYPE html><HTML lang=ja><head><title>T</title><meta charset=\"utf-8\">\
                    <base href=\"https://evil.test/\"><style>p{}</style></head><body class=x>\
                    <p>Hi</p></body></html>";
        assert_eq!(inert(html), "<style>p{}</style><p>Hi</p>");
    }

    // R45
    #[test]
    fn scripts_do_not_run_and_templates_stay() {
        assert_eq!(
            inert("<script src=\"https://cdn.test/a.js\"></script>"),
            "<script type=\"text/plugdock-inert\" src=\"https://cdn.test/a.js\"></script>"
        );
        assert_eq!(
            inert("<SCRIPT type='text/javascript'>if (a</b/.exec(c)) {}</SCRIPT>x"),
            "<script type=\"text/plugdock-inert\" type='text/javascript'>if (a</b/.exec(c)) {}</script>x"
        );
        let template = "<script id=t type=\"text/x-template\"><b>{{x}}</b></script>";
        assert_eq!(inert(template), template);
        assert!(inert("<script data-a=1 TYPE=module>1</script>").contains("plugdock-inert"));
    }

    #[test]
    fn nothing_left_open_swallows_our_page() {
        assert_eq!(inert("<p>a<!-- never closed"), "<p>a");
        assert_eq!(inert("<textarea>a"), "<textarea>a</textarea>");
        assert_eq!(inert("<template><p>"), "<template><p></template>");
        assert_eq!(inert("<svg><g>"), "<svg><g></svg>");
        assert_eq!(
            inert("<script>a"),
            "<script type=\"text/plugdock-inert\">a</script>"
        );
        assert_eq!(inert("<p title=\"never"), "&lt;p title=\"never");
        assert_eq!(inert("<plaintext>x"), "x");
        assert_eq!(inert("</template>x"), "x");
    }

    #[test]
    fn odd_bytes_do_not_panic() {
        for html in [
            "<",
            "</",
            "<a",
            "<a ",
            "<a =",
            "<script type",
            "<é>",
            "<a 'é",
            "<!",
            "<!-",
        ] {
            let _ = inert(html);
        }
        assert_eq!(inert("<日本>"), "&lt;日本>");
    }
}
