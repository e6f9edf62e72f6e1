//! The oracle for rich text (T75). For any input, the cleaned text is balanced, and nothing in it
//! runs or fetches.

use plugdock_schema::rich::{clean, plain};

use super::second;

/// The elements without content and without an end tag.
const VOID: [&str; 4] = ["br", "col", "hr", "img"];
/// The elements that run, that fetch, or that change how a browser parses their content.
const FORBIDDEN: [&str; 25] = [
    "applet",
    "audio",
    "base",
    "body",
    "button",
    "embed",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "input",
    "link",
    "math",
    "meta",
    "noscript",
    "object",
    "plaintext",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];
/// The allowed beginnings of addresses.
const ADDRESSES: [&str; 7] = [
    "/",
    "#",
    "http://",
    "https://",
    "mailto:",
    "tel:",
    "data:image/",
];

/// The parts of a style that fetch, run or hide something.
const STYLES: [&str; 6] = ["url(", "expression(", "\\", "/*", "@", "!"];
/// The properties that can cover the page or run code, for any value.
const PROPERTIES: [&str; 2] = ["position", "behavior"];

pub(crate) fn check(input: &[u8]) {
    let given = String::from_utf8_lossy(input);
    let kept = clean(&given);
    second::leaves_nothing_out(&kept);
    assert_eq!(clean(&kept), kept, "cleaning what is clean changes it");
    assert!(kept.len() <= 20 * given.len() + 100, "it grows too much");
    let mut open: Vec<&str> = Vec::new();
    let mut rest = kept.as_str();
    while let Some(at) = rest.find('<') {
        let (tag, after) = rest[at + 1..].split_once('>').expect("every tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "elements end in their order");
            continue;
        }
        let name = element(tag);
        if !VOID.contains(&name) {
            open.push(name);
        }
        assert!(open.len() <= 100, "it is too deep");
    }
    assert!(open.is_empty(), "{open:?} do not end");
    // The plain text is never longer than its source.
    assert!(plain(&kept).len() <= kept.len());
}

/// Returns the element name of a start tag, and asserts that its attributes are harmless.
fn element(tag: &str) -> &str {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let is_plain = |text: &str| {
        text.bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    assert!(!name.is_empty() && is_plain(name), "{tag}");
    assert!(!FORBIDDEN.contains(&name), "{tag}");
    while !rest.is_empty() {
        let (attribute, after) = rest.split_once("=\"").expect("every attribute has a value");
        let (value, after) = after.split_once('"').expect("every value ends");
        assert!(is_plain(attribute), "{tag}");
        assert!(!attribute.starts_with("on"), "{tag}");
        assert!(
            !["id", "class", "name", "srcdoc"].contains(&attribute),
            "{tag}"
        );
        harmless(attribute, value);
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    name
}

fn harmless(attribute: &str, value: &str) {
    let value = value.to_ascii_lowercase();
    match attribute {
        "href" | "src" => {
            assert!(ADDRESSES.iter().any(|it| value.starts_with(it)), "{value}");
            assert!(!value.contains(char::is_control), "{value:?}");
            assert!(!value.starts_with("data:image/svg"), "{value}");
        }
        "style" => {
            for bad in STYLES {
                assert!(!value.contains(bad), "{value}");
            }
            for declaration in value.split(';') {
                let (property, _) = declaration.split_once(':').expect("a property has a value");
                assert!(!PROPERTIES.contains(&property.trim()), "{value}");
            }
        }
        _ => {}
    }
}
