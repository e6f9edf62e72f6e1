//! Converts a plug-in's `config.html` into a fragment of body content (R45).
//!
//! Authors submit fragments, whole documents, and files with their own `<script src>`. The page
//! takes over the content but keeps its own frame, `<base>` and script order. This is for
//! compatibility and protects nothing, since the plug-in's own scripts run on the same page.
//!
//! The content is copied from the source exactly as its author wrote it. This needs a tokenizer
//! that reports the position of each tag. The tokenizer of html5ever, which reads rich text, does
//! not.

use std::fmt::Write as _;

use html5gum::{DefaultEmitter, HtmlString, Span, StartTag, State, Token, Tokenizer};

/// The tags that are left out. Some belong to a document's frame, and the parser would merge them
/// into the frame of the page. The others have no effect in a body. After `<plaintext>`, the parser
/// would read the rest of the page as text.
const LEFT_OUT: [&str; 7] = [
    "html",
    "head",
    "body",
    "base",
    "frameset",
    "meta",
    "plaintext",
];

/// The elements whose content the parser reads as text. If one is not closed, the rest of the page
/// becomes text.
const RAW_TEXT: [(&str, State); 9] = [
    ("script", State::ScriptData),
    ("style", State::RawText),
    ("textarea", State::RcData),
    ("title", State::RcData),
    ("xmp", State::RawText),
    ("iframe", State::RawText),
    ("noembed", State::RawText),
    ("noframes", State::RawText),
    ("noscript", State::RawText),
];

/// The elements inside which a classic script would not run. They are closed if the author forgot
/// to close them.
const SCRIPTLESS: [&str; 3] = ["template", "svg", "math"];

/// Returns the content of `html` for the body of the page, before the plug-in's scripts.
///
/// Frame tags, `<title>` and `<meta>` are removed. Scripts stay in place, but get a type that no
/// browser runs. Scripts with a data type (templates, JSON) stay unchanged. Elements that are open
/// at the end are closed.
pub(crate) fn inert(html: &str) -> String {
    let mut fragment = Fragment::new(html.trim_start_matches('\u{feff}'));
    while !fragment.html.is_empty() {
        fragment.read();
    }
    fragment.finish()
}

struct Fragment<'a> {
    /// The source.
    html: &'a str,
    /// The offset up to which the source is copied or left out.
    done: usize,
    out: String,
    /// The current element whose content is text.
    raw: Option<&'static str>,
    /// The elements of [`SCRIPTLESS`] that are still open.
    open: Vec<&'static str>,
}

impl<'a> Fragment<'a> {
    fn new(html: &'a str) -> Self {
        Self {
            html,
            done: 0,
            out: String::with_capacity(html.len() + 64),
            raw: None,
            open: Vec::new(),
        }
    }

    /// Reads to the end, or to a tag that never ends. The parser would drop that tag and everything
    /// after it. Here its `<` becomes text, and reading continues after it.
    fn read(&mut self) {
        let emitter = DefaultEmitter::<usize>::new_with_span();
        let mut tokens = Tokenizer::new_with_emitter(self.html, emitter);
        while let Some(Ok(token)) = tokens.next() {
            match token {
                Token::StartTag(tag) => {
                    if let Some(state) = self.start(&tag) {
                        tokens.set_state(state);
                    }
                }
                Token::EndTag(tag) => self.end(&tag.name, tag.span),
                Token::Comment(comment) => self.skip(comment.span),
                Token::Doctype(doctype) => self.skip(doctype.span),
                // The text between two tags is copied unchanged.
                Token::String(_) | Token::Error(_) => {}
            }
        }
        let left = &self.html[self.done..];
        let next = match begun(left) {
            Some(at) if self.raw.is_none() => self.done + at + 1,
            _ => self.html.len(),
        };
        self.text(next);
        self.html = &self.html[next..];
        self.done = 0;
    }

    /// Returns the source between two offsets.
    fn source(&self, from: usize, to: usize) -> &'a str {
        self.html.get(from..to).unwrap_or_default()
    }

    /// Copies the text before `at`.
    fn text(&mut self, at: usize) {
        let text = self.source(self.done, at);
        match self.raw {
            // A title is not copied, so its text is dropped.
            Some("title") => {}
            Some(_) => self.out.push_str(text),
            None => self.out.push_str(&text.replace('<', "&lt;")),
        }
        self.done = at;
    }

    /// Leaves out a span of the source.
    fn skip(&mut self, span: Span) {
        self.text(span.start);
        self.done = span.end;
    }

    /// Copies a start tag. If its content is text, returns the tokenizer state that reads it.
    fn start(&mut self, tag: &StartTag<usize>) -> Option<State> {
        self.skip(tag.span);
        let source = self.source(tag.span.start, tag.span.end);
        if is_one_of(&LEFT_OUT, &tag.name).is_some() {
            return None;
        }
        let raw = RAW_TEXT.iter().find(|(name, _)| is(&tag.name, name));
        if let Some((name, state)) = raw {
            self.raw = Some(name);
            if *name == "script" && runs(tag) {
                // The first attribute of a name wins, so the author's own `type` has no effect.
                let attributes = &source[1 + name.len()..];
                let _ = write!(self.out, "<script type=\"text/plugdock-inert\"{attributes}");
            } else if *name != "title" {
                self.out.push_str(source);
            }
            return Some(*state);
        }
        self.open.extend(is_one_of(&SCRIPTLESS, &tag.name));
        self.out.push_str(source);
        None
    }

    fn end(&mut self, name: &HtmlString, span: Span) {
        self.skip(span);
        if let Some(raw) = self.raw.take() {
            self.close(raw);
            return;
        }
        if is_one_of(&LEFT_OUT, name).is_some() {
            return;
        }
        if let Some(known) = is_one_of(&SCRIPTLESS, name) {
            let Some(last) = self.open.iter().rposition(|open| *open == known) else {
                return;
            };
            self.open.remove(last);
        }
        self.out.push_str(self.source(span.start, span.end));
    }

    fn close(&mut self, name: &str) {
        if name != "title" {
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn finish(mut self) -> String {
        if let Some(raw) = self.raw.take() {
            self.close(raw);
        }
        while let Some(name) = self.open.pop() {
            self.close(name);
        }
        self.out
    }
}

/// Returns the offset of a tag that never ends, if a complete tag may follow it.
fn begun(text: &str) -> Option<usize> {
    let last = text.rfind('>')?;
    let mut signs = text.match_indices('<').map(|(at, _)| at);
    signs.find(|at| {
        let after = &text[at + 1..];
        let name = after.strip_prefix('/').unwrap_or(after);
        *at < last && name.starts_with(|sign: char| sign.is_ascii_alphabetic())
    })
}

fn is(name: &HtmlString, known: &str) -> bool {
    name.as_slice() == known.as_bytes()
}

fn is_one_of(known: &[&'static str], name: &HtmlString) -> Option<&'static str> {
    known.iter().copied().find(|known| is(name, known))
}

/// Returns true if a browser would run a script that begins with this tag.
fn runs(tag: &StartTag<usize>) -> bool {
    let Some(kind) = tag.attributes.get(b"type".as_slice()) else {
        return true;
    };
    let kind = String::from_utf8_lossy(&kind.value).to_ascii_lowercase();
    let kind = kind.trim();
    matches!(kind, "" | "module" | "importmap" | "speculationrules")
        || ["javascript", "ecmascript", "jscript", "livescript"]
            .iter()
            .any(|language| kind.contains(language))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    // R45
    #[test]
    fn what_a_browser_reads_otherwise_than_it_looks_is_read_as_a_browser_does() {
        let inert_script = "<script type=\"text/plugdock-inert\">";
        for (html, kept) in [
            // A comment may end immediately, or with `--!>`.
            ("<!--><p>a</p><!---><p>b</p>", "<p>a</p><p>b</p>".to_owned()),
            ("<!-- x --!><p>a</p>", "<p>a</p>".to_owned()),
            ("a</ p>b</>c", "ab&lt;/>c".to_owned()),
            // A character reference in an attribute is decoded.
            (
                "<script type='&#109;odule'>x</script>",
                "<script type=\"text/plugdock-inert\" type='&#109;odule'>x</script>".to_owned(),
            ),
            // A `</script>` for a nested script in a comment does not end the outer script.
            (
                "<script><!--<script></script>--></script>a",
                format!("{inert_script}<!--<script></script>--></script>a"),
            ),
            (
                "<p title=\"a<b>c</b>< <script>",
                "&lt;p title=\"a<b>c</b>&lt; <script type=\"text/plugdock-inert\"></script>"
                    .to_owned(),
            ),
            ("<title>a<b></title>c", "c".to_owned()),
            (
                "<noscript><p></noscript>c",
                "<noscript><p></noscript>c".to_owned(),
            ),
            (
                "a\r\n<b>\r\nc\rd</b>\0e",
                "a\r\n<b>\r\nc\rd</b>\0e".to_owned(),
            ),
        ] {
            assert_eq!(inert(html), kept, "{html:?}");
        }
    }

    /// Generates a piece of malformed HTML.
    fn piece() -> impl Strategy<Value = String> {
        const NAMES: &str = "p|b|body|svg|template|script|style|textarea|title|noscript";
        let attribute = "( (id|type|title)(=[\"']?[a-zé日\r\n&;/<]{0,6}[\"']?)?)";
        let tag = format!("</?({NAMES}){attribute}{{0,2}}[ \r\n]?/?>");
        prop_oneof![
            "[a-zé日\r\n\\x00 &;/=<>!\"'-]{0,6}",
            proptest::string::string_regex(&tag).unwrap(),
            Just("<!-- é\r\n -->".to_owned()),
        ]
    }

    /// Returns the tags of `html` as a parser with scripting enabled reads them.
    fn tags(html: &str) -> Vec<Token<usize>> {
        let emitter = DefaultEmitter::<usize>::new_with_span();
        let mut tokens = Tokenizer::new_with_emitter(html, emitter);
        let mut tags = Vec::new();
        while let Some(Ok(token)) = tokens.next() {
            if let Token::StartTag(tag) = &token
                && let Some((_, state)) = RAW_TEXT.iter().find(|(raw, _)| is(&tag.name, raw))
            {
                tokens.set_state(*state);
            }
            if let Token::StartTag(_) | Token::EndTag(_) = &token {
                tags.push(token);
            }
        }
        tags
    }

    proptest! {
        #[test]
        fn tags_stand_where_the_tokenizer_says(pieces in prop::collection::vec(piece(), 0..20)) {
            let html = pieces.concat();
            let mut done = 0;
            for tag in tags(&html) {
                let (begin, name, span) = match &tag {
                    Token::StartTag(tag) => ("<", &tag.name, tag.span),
                    Token::EndTag(tag) => ("</", &tag.name, tag.span),
                    _ => unreachable!(),
                };
                let source = html.get(span.start..span.end).unwrap();
                prop_assert!(span.start >= done && source.starts_with(begin) && source.ends_with('>'));
                let written = source[begin.len()..].to_ascii_lowercase().replace('\0', "\u{fffd}");
                prop_assert!(written.as_bytes().starts_with(name), "{}", source);
                done = span.end;
            }
            for tag in tags(&inert(&html)) {
                if let Token::StartTag(tag) = tag {
                    prop_assert!(!is(&tag.name, "script") || !runs(&tag), "{:?}", tag);
                }
            }
        }
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
