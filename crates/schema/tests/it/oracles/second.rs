//! A second cleaner of rich text, `ammonia`, with its own list of allowed parts. It must find
//! nothing to remove from the output of our cleaner. For well-formed HTML, both must produce the
//! same tree.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use plugdock_schema::rich::clean;

use super::dom;

const ELEMENTS: &str = "a abbr b big blockquote br caption center cite code col colgroup dd del div dl dt em \
    font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table \
    tbody td tfoot th thead tr tt u ul var";

/// The elements that are removed together with their text.
const MUTE: &str = "script style xmp iframe noembed noframes title textarea";

/// The allowed attributes of elements.
const ATTRIBUTES: [(&str, &str); 11] = [
    ("a", "href title"),
    ("abbr", "title"),
    ("img", "src alt title width height"),
    ("font", "color size face"),
    (
        "table",
        "border cellpadding cellspacing width align bgcolor",
    ),
    ("td th", "colspan rowspan align valign width height bgcolor"),
    ("tr thead tbody tfoot", "align valign bgcolor"),
    ("col colgroup", "span width align"),
    ("ol", "start type"),
    ("ul li", "type"),
    ("p div h1 h2 h3 h4 h5 h6 hr caption", "align"),
];

const STYLES: &str = "background-color border border-bottom border-collapse border-color border-left \
    border-right border-spacing border-style border-top border-width color font-family font-size font-style \
    font-weight height line-height list-style-type margin-left padding padding-left text-align \
    text-decoration text-decoration-color text-decoration-line text-indent vertical-align width";

/// The allowed beginnings of a `data:` address of an image.
const IMAGES: [&str; 4] = [
    "data:image/png;base64,",
    "data:image/jpeg;base64,",
    "data:image/gif;base64,",
    "data:image/webp;base64,",
];

static SECOND: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (elements, names) in ATTRIBUTES {
        for element in elements.split(' ') {
            attributes.entry(element).or_default().extend(words(names));
        }
    }
    let mut builder = Builder::empty();
    builder
        .tags(words(ELEMENTS))
        .clean_content_tags(words(MUTE))
        .tag_attributes(attributes)
        .add_tag_attribute_values("a", "target", &["_blank"])
        .generic_attributes(words("style"))
        .filter_style_properties(words(STYLES))
        .url_schemes(words("http https mailto tel data"))
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|element, name, value| {
            let lowered = value.to_ascii_lowercase();
            let holds = lowered.starts_with("data:");
            let is_image = element == "img" && IMAGES.iter().any(|it| lowered.starts_with(it));
            let is_wrong = matches!(name, "href" | "src") && holds && !is_image;
            (!is_wrong).then_some(Cow::Borrowed(value))
        });
    builder
});

fn words(text: &'static str) -> HashSet<&'static str> {
    text.split_ascii_whitespace().collect()
}

/// Asserts that the second cleaner removes nothing from the output of our cleaner.
pub(crate) fn leaves_nothing_out(kept: &str) {
    let again = SECOND.clean(kept).to_string();
    assert_eq!(dom::lines(&again), dom::lines(kept), "{kept}\n{again}");
}

/// Asserts that both cleaners produce the same tree from well-formed HTML.
pub(crate) fn both_alike(html: &str) {
    let (ours, second) = (clean(html), SECOND.clean(html).to_string());
    assert_eq!(
        dom::lines(&ours),
        dom::lines(&second),
        "{html}\n{ours}\n{second}"
    );
}

/// Normalizes an attribute, because the two cleaners may write the same value differently. Returns
/// `None` for an attribute that the second cleaner removes.
pub(super) fn canonical(name: &str, value: &str) -> Option<String> {
    let value = match name {
        // The second cleaner removes an invalid address.
        "href" | "src" => match url::Url::parse(value) {
            Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => value.to_owned(),
            Err(_) => return None,
        },
        // The second cleaner formats values differently, and removes the attribute if no property
        // is left.
        "style" => {
            let properties = value.split(';').filter_map(|it| it.split_once(':'));
            let names: Vec<&str> = properties.map(|(name, _)| name.trim()).collect();
            if names.is_empty() {
                return None;
            }
            names.join(";").to_ascii_lowercase()
        }
        _ => value.to_owned(),
    };
    Some(format!("{name}={value:?}"))
}
