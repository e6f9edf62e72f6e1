//! The elements, attributes and styles that rich text may contain. They cover the output of the
//! vendor's editor and commonly pasted content.

/// The allowed elements. The flag is true for inline elements.
const ELEMENTS: [(&str, bool); 54] = [
    ("a", true),
    ("abbr", true),
    ("b", true),
    ("big", true),
    ("blockquote", false),
    ("br", true),
    ("caption", false),
    ("center", false),
    ("cite", true),
    ("code", true),
    ("col", false),
    ("colgroup", false),
    ("dd", false),
    ("del", true),
    ("div", false),
    ("dl", false),
    ("dt", false),
    ("em", true),
    ("font", true),
    ("h1", false),
    ("h2", false),
    ("h3", false),
    ("h4", false),
    ("h5", false),
    ("h6", false),
    ("hr", false),
    ("i", true),
    ("img", true),
    ("ins", true),
    ("kbd", true),
    ("li", false),
    ("ol", false),
    ("p", false),
    ("pre", false),
    ("q", true),
    ("s", true),
    ("samp", true),
    ("small", true),
    ("span", true),
    ("strike", true),
    ("strong", true),
    ("sub", true),
    ("sup", true),
    ("table", false),
    ("tbody", false),
    ("td", false),
    ("tfoot", false),
    ("th", false),
    ("thead", false),
    ("tr", false),
    ("tt", true),
    ("u", true),
    ("ul", false),
    ("var", true),
];

/// The allowed CSS properties. They change the look of a text but not its position, so that it
/// cannot cover the page.
const STYLES: [&str; 29] = [
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "line-height",
    "list-style-type",
    "margin-left",
    "padding",
    "padding-left",
    "text-align",
    "text-decoration",
    "text-decoration-color",
    "text-decoration-line",
    "text-indent",
    "vertical-align",
    "width",
];

/// The functions that a style value may use. They are all colours; in particular, `url` is missing.
const FUNCTIONS: [&str; 4] = ["rgb", "rgba", "hsl", "hsla"];

/// Returns the element's name, or `None` if the element is not allowed.
pub(super) fn element(name: &str) -> Option<&'static str> {
    let found = ELEMENTS.binary_search_by_key(&name, |(name, _)| *name);
    found.ok().map(|at| ELEMENTS[at].0)
}

/// Returns true for an inline element.
pub(super) fn is_inline(name: &str) -> bool {
    ELEMENTS.contains(&(name, true))
}

/// Returns true for an element without content and without an end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img")
}

/// Returns the attribute as it is written, or `None` if it is not allowed. Classes, IDs and names
/// are not allowed, because they would affect the page's styles and the look-ups of its scripts.
pub(super) fn attribute(element: &str, name: &str, value: &str) -> Option<(&'static str, String)> {
    let plain: &[&'static str] = match element {
        "a" | "abbr" => &["title"],
        "img" => &["alt", "title", "width", "height"],
        "font" => &["color", "size", "face"],
        "table" => &[
            "border",
            "cellpadding",
            "cellspacing",
            "width",
            "align",
            "bgcolor",
        ],
        "td" | "th" => &[
            "colspan", "rowspan", "align", "valign", "width", "height", "bgcolor",
        ],
        "tr" | "thead" | "tbody" | "tfoot" => &["align", "valign", "bgcolor"],
        "col" | "colgroup" => &["span", "width", "align"],
        "ol" => &["start", "type"],
        "ul" | "li" => &["type"],
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "caption" => &["align"],
        _ => &[],
    };
    if let Some(name) = plain.iter().find(|it| **it == name) {
        return Some((name, value.to_owned()));
    }
    match (element, name) {
        ("a", "href") => is_link(value).then(|| ("href", value.trim().to_owned())),
        ("a", "target") => (value == "_blank").then(|| ("target", value.to_owned())),
        ("img", "src") => is_image(value).then(|| ("src", value.trim().to_owned())),
        (_, "style") => {
            let kept: Vec<String> = value.split(';').filter_map(declaration).collect();
            (!kept.is_empty()).then(|| ("style", kept.join(";")))
        }
        _ => None,
    }
}

/// Returns true if the link is allowed (T75). Its beginning decides, so that no unknown scheme gets
/// through. Control characters are refused, because browsers ignore line ends and tabs inside an
/// address.
fn is_link(value: &str) -> bool {
    let Some(value) = lowered(value) else {
        return false;
    };
    let own = value.starts_with(['/', '#']);
    let known = ["http://", "https://", "mailto:", "tel:"];
    own || known.iter().any(|scheme| value.starts_with(scheme))
}

fn is_image(value: &str) -> bool {
    let Some(value) = lowered(value) else {
        return false;
    };
    let data = value.strip_prefix("data:image/");
    let data = data.and_then(|data| data.split_once(";base64,"));
    match data {
        Some((kind, _)) => ["png", "jpeg", "gif", "webp"].contains(&kind),
        None => value.starts_with("https://") || value.starts_with("http://"),
    }
}

fn lowered(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.contains(char::is_control)).then(|| value.to_ascii_lowercase())
}

/// Returns an allowed declaration as `property:value`. The value may contain only plain characters,
/// so that no escape, comment or unclosed string can hide another declaration.
fn declaration(text: &str) -> Option<String> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    let name = STYLES.iter().find(|it| **it == name)?;
    let fits = !value.is_empty()
        && value.len() <= 100
        && value
            .chars()
            .all(|sign| sign.is_alphanumeric() || " #%.,()-".contains(sign))
        && !is_negative(value)
        && functions(value).all(|name| FUNCTIONS.contains(&name));
    fits.then(|| format!("{name}:{value}"))
}

/// Returns true if the value contains a negative number, which could move a text out of its place.
fn is_negative(value: &str) -> bool {
    let mut signs = value.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '-'
            && signs
                .peek()
                .is_some_and(|it| it.is_ascii_digit() || *it == '.')
        {
            return true;
        }
    }
    false
}

fn functions(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices('(').map(|(at, _)| {
        let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
        let before = &value[..at];
        before
            .rsplit(|sign| !is_name(sign))
            .next()
            .unwrap_or(before)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elements_are_in_order_to_be_found() {
        assert!(ELEMENTS.is_sorted());
        assert!(ELEMENTS.iter().all(|(name, _)| element(name) == Some(name)));
        assert_eq!(element("script"), None);
    }

    #[test]
    fn the_name_of_a_function_is_what_stands_before_its_bracket() {
        let names = |value| functions(value).collect::<Vec<_>>();
        assert_eq!(names("rgb(1,2,3) url (x) a_b-c(d)"), ["rgb", "", "b-c"]);
        // Found by fuzzing: a two-byte letter before the name.
        assert_eq!(names("a-\u{40d}h(Xl(x)"), ["h", "Xl"]);
        assert_eq!(names("色(案("), ["", ""]);
    }
}
