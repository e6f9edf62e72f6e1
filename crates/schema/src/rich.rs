//! Cleans rich text, so that pages can show it as it is stored (T75).
//!
//! An HTML tokenizer reads the value, and the module writes the allowed parts anew. Because the
//! output is never copied from the input, no unusual spelling of a forbidden part gets through.
//!
//! The module builds no tree. A tree builder repeats formatting elements that are not closed in
//! order, and so turns a few characters into megabytes. The output closes every element that it
//! opens, is nested at most `MAX_DEPTH` deep, and cannot close the element that contains it, even a
//! table cell.
//!
//! `ammonia` cannot replace this module, because it builds that tree. It turns 34 kilobytes of open
//! `<font>` elements into 44 megabytes. Its CSS parser also has a licence that we do not ship
//! (MPL-2.0). The tests compare this cleaner with `ammonia` (`tests/it/oracles/second.rs`).

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

mod allowed;
mod plain;

pub use plain::plain;

/// The maximum nesting depth. Deeper elements are removed, but their text stays.
const MAX_DEPTH: usize = 100;

/// The elements whose text is not part of the value.
const MUTE: [(&str, RawKind); 8] = [
    ("script", RawKind::ScriptData),
    ("style", RawKind::Rawtext),
    ("xmp", RawKind::Rawtext),
    ("iframe", RawKind::Rawtext),
    ("noembed", RawKind::Rawtext),
    ("noframes", RawKind::Rawtext),
    ("title", RawKind::Rcdata),
    ("textarea", RawKind::Rcdata),
];

/// The elements that contain only parts of a table.
const TABLE_PARTS: [&str; 6] = ["table", "colgroup", "thead", "tbody", "tfoot", "tr"];

/// Returns `html` without anything that runs, leaves the element of the page that contains it, or
/// fetches from an unknown kind of address. Cleaning a clean text changes nothing. The time and the
/// length of the result grow linearly with the length of `html`.
pub fn clean(html: &str) -> String {
    let opts = TokenizerOpts::default();
    let tokenizer = Tokenizer::new(Writer::default(), opts);
    let input = BufferQueue::default();
    input.push_back(html.into());
    // The writer never asks to run a script, so the tokenizer never stops before the end.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().out
}

#[derive(Default)]
struct Writer(RefCell<Written>);

#[derive(Default)]
struct Written {
    out: String,
    open: Vec<&'static str>,
    /// The current element whose text is dropped.
    mute: Option<&'static str>,
}

impl TokenSink for Writer {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut written = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if written.mute.is_none() => written.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => written.end(&tag.name),
            Token::TagToken(tag) => {
                let found = MUTE.iter().find(|(name, _)| *name == &*tag.name);
                if let Some((name, kind)) = found {
                    written.mute = Some(name);
                    return TokenSinkResult::RawData(*kind);
                }
                written.start(&tag);
            }
            Token::EOFToken => written.close_to(0),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Written {
    fn text(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\u{a0}' => self.out.push_str("&nbsp;"),
                // It comes from a character reference. A literal carriage return would be read as a
                // line end.
                '\r' => self.out.push('\n'),
                other => self.out.push(other),
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let Some(name) = allowed::element(&tag.name) else {
            return;
        };
        if !self.make_room(name) || self.open.len() >= MAX_DEPTH {
            return;
        }
        let given = tag.attrs.iter();
        let attributes: Vec<(&str, String)> = given
            .filter_map(|it| allowed::attribute(name, &it.name.local, &it.value))
            .collect();
        if name == "img" && !attributes.iter().any(|(name, _)| *name == "src") {
            return;
        }
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in &attributes {
            self.attribute(name, value);
        }
        if name == "a" {
            // The opened page must not control this page or learn the record's address.
            self.attribute("rel", "noopener noreferrer");
        }
        self.out.push('>');
        if !allowed::is_void(name) {
            self.open.push(name);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        let value = value.replace('&', "&amp;").replace('"', "&quot;");
        let value = value.replace('<', "&lt;").replace('>', "&gt;");
        self.out.push_str(&value.replace('\r', "\n"));
        self.out.push('"');
    }

    /// Closes the elements that a browser would close before `name`, so that the browser builds the
    /// same tree. Returns false if the element is not allowed here. For example, a cell without its
    /// table would close a cell of the page.
    fn make_room(&mut self, name: &'static str) -> bool {
        let table = self.last(&["table"], &[]);
        match name {
            "caption" | "colgroup" | "thead" | "tbody" | "tfoot" => {
                let Some(table) = table else { return false };
                self.close_to(table + 1);
            }
            "col" => {
                let Some(table) = table else { return false };
                if self.open.last() != Some(&"colgroup") {
                    self.close_to(table + 1);
                }
            }
            "tr" => {
                let Some(part) = self.last(&["thead", "tbody", "tfoot", "table"], &[]) else {
                    return false;
                };
                self.close_to(part + 1);
            }
            "td" | "th" => {
                let Some(row) = self.last(&["tr"], &["table"]) else {
                    return false;
                };
                self.close_to(row + 1);
            }
            // Browsers move content between rows out of the table.
            _ if self.open.last().is_some_and(|it| TABLE_PARTS.contains(it)) => return false,
            _ => self.make_room_in_text(name),
        }
        true
    }

    fn make_room_in_text(&mut self, name: &'static str) {
        let cell = ["td", "th", "caption"];
        if !allowed::is_inline(name)
            && let Some(at) = self.last(&["p"], &cell)
        {
            self.close_to(at);
        }
        let closed = match name {
            "li" => self.last(&["li"], &["ul", "ol", "td", "th", "caption"]),
            "dt" | "dd" => self.last(&["dt", "dd"], &["dl", "td", "th", "caption"]),
            "a" => self.last(&["a"], &cell),
            _ => None,
        };
        if let Some(at) = closed {
            self.close_to(at);
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(mute) = self.mute {
            if mute == name {
                self.mute = None;
            }
            return;
        }
        // A cell is closed by its own end tag or by that of a part of its table, never by that of a
        // text element.
        let cells: &[&str] = match name {
            "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "caption" => &[],
            _ => &["td", "th", "caption"],
        };
        let cells = if name == "table" {
            cells
        } else {
            &[cells, &["table"]].concat()
        };
        if let Some(at) = self.last(&[name], cells) {
            self.close_to(at);
        }
    }

    /// Returns the index of the innermost open element in `names`, if none of `walls` is inside it.
    fn last(&self, names: &[&str], walls: &[&str]) -> Option<usize> {
        let at = self
            .open
            .iter()
            .rposition(|it| names.contains(it) || walls.contains(it))?;
        names.contains(&self.open[at]).then_some(at)
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(name) = self.open.pop() {
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn t75_formatting_stays_as_it_was_written() {
        for html in [
            "<b>a</b> <i>b</i> <u>c</u><br>",
            r##"<font color="#ff0000" size="4">red</font>"##,
            r#"<div style="color:rgb(1, 2, 3);text-align:center">x</div>"#,
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            r#"<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>"#,
            r#"<img src="https://example.com/a.png" alt="A" width="10">"#,
            "<table><tbody><tr><td>1</td><td colspan=\"2\"><p>2</p></td></tr></tbody></table>",
            "1 &lt; 2 &amp;&nbsp;3 \"quoted\"",
        ] {
            assert_eq!(clean(html), html);
        }
    }

    #[test]
    fn t75_a_line_end_is_kept_as_it_will_be_read() {
        let kept = "a\nb<abbr title=\"c\nd\">e</abbr>";
        for html in [
            "a\r\nb<abbr title='c\rd'>e</abbr>",
            "a&#13;b<abbr title='c&#xd;d'>e</abbr>",
            kept,
        ] {
            assert_eq!(clean(html), kept, "{html:?}");
        }
    }

    #[test]
    fn t75_nothing_that_runs_is_left() {
        for (html, left) in [
            ("a<script>alert(1)</script>b", "ab"),
            ("<SCRIPT/x>alert(1)</script >b", "b"),
            ("<img src=x onerror=alert(1)>", ""),
            (
                "<b onclick='alert(1)' id=x class=pd-button data-pd=messages>x</b>",
                "<b>x</b>",
            ),
            (
                "<a href='javascript:alert(1)'>x</a>",
                r#"<a rel="noopener noreferrer">x</a>"#,
            ),
            (
                "<a href=' jAvA\tscript:alert(1)'>x</a>",
                r#"<a rel="noopener noreferrer">x</a>"#,
            ),
            (
                "<a href='data:text/html,x'>x</a>",
                r#"<a rel="noopener noreferrer">x</a>"#,
            ),
            (
                "<a href='&#106;avascript:x'>x</a>",
                r#"<a rel="noopener noreferrer">x</a>"#,
            ),
            ("<img src='data:image/svg+xml,<svg onload=alert(1)>'>", ""),
            (
                "<svg><script>alert(1)</script><a xlink:href='javascript:x'>t</a></svg>",
                r#"<a rel="noopener noreferrer">t</a>"#,
            ),
            (
                "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
                "<table></table>",
            ),
            (
                "<form><input name=x><button formaction=javascript:x>go</button></form>",
                "go",
            ),
            (
                "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
                "<p></p>",
            ),
            ("<textarea><img src=x onerror=alert(1)>", ""),
            ("<!--><img src=x onerror=alert(1)>-->", "--&gt;"),
            ("<![CDATA[<b>]]>x", "]]&gt;x"),
            ("<plaintext>x", "x"),
            ("<iframe srcdoc='<script>x</script>'>y</iframe>z", "z"),
            (
                "<base href=https://evil.test/><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
                "",
            ),
        ] {
            assert_eq!(clean(html), left, "{html}");
        }
    }

    #[test]
    fn t75_a_style_cannot_cover_the_page_or_fetch() {
        let styled = |style: &str| clean(&format!("<p style=\"{style}\">x</p>"));
        assert_eq!(
            styled("position:fixed;top:0;color:red;background:url(https://evil.test/)"),
            "<p style=\"color:red\">x</p>"
        );
        for style in [
            "color:expression(alert(1))",
            "margin-left:-500px",
            "background-color:url(x)",
            "color:r\\65 d",
            "width:/**/1px",
            "font-family:'a",
        ] {
            assert_eq!(styled(style), "<p>x</p>", "{style}");
        }
    }

    #[test]
    fn t75_a_value_stays_inside_the_cell_it_is_shown_in() {
        assert_eq!(clean("</td></tr></table></div>x<td>y<tr>z"), "xyz");
        assert_eq!(
            clean("<table><tr><td>a</div></td></table></td>b"),
            "<table><tr><td>a</td></tr></table>b"
        );
        // A browser would close the outer table here, and then the cell of the page.
        assert_eq!(
            clean("<table><tr><table></table><td>x"),
            "<table><tr></tr></table>x"
        );
    }

    #[test]
    fn t75_no_few_characters_make_megabytes() {
        let fonts: String =
            (0..2_000).fold(String::new(), |all, it| all + &format!("<font size={it}>"));
        let bomb = format!("<p>{fonts}</p>{}", "<p>x".repeat(9_000));
        assert!(clean(&bomb).len() < 10 * bomb.len());
        assert!(clean(&"<div>".repeat(13_000)).len() < 2_000);
        assert!(clean(&"<a>".repeat(20_000)).len() < 1_000_000);
    }

    proptest! {
        #[test]
        fn t75_cleaning_what_is_clean_changes_nothing(
            parts in prop::collection::vec(prop_oneof![
                "[a-z <>&\"'=/]{0,6}",
                prop::sample::select(vec![
                    "<p>", "</p>", "<b>", "</b>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<li>",
                    "<ul>", "</ul>", "<div>", "</div>", "<a href=https://x.test>", "</a>", "<caption>",
                    "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<svg>", "<br>", "<dl>",
                    "<dt>", "<colgroup>", "<col>", "<img src=http://x.test/ onerror=x>", "<textarea>", "&lt;",
                    "<p style='color:red;position:fixed'>", "</tr>", "<tbody>", "<blockquote>",
                ]).prop_map(str::to_owned),
            ], 0..40)
        ) {
            let once = clean(&parts.concat());
            prop_assert_eq!(clean(&once), once.clone());
            for bad in ["<script", "<style", "<svg", "onerror=", "position", "<textarea", "<!--"] {
                // As text they are harmless, because their brackets are written as entities.
                let inside_tag = once.split('<').skip(1).any(|tag| {
                    let tag = tag.split('>').next().unwrap_or_default();
                    format!("<{tag}").contains(bad)
                });
                prop_assert!(!inside_tag, "{} in {}", bad, once);
            }
        }
    }
}
