//! Checks that the files to which a manifest refers exist and are valid.

use super::Manifest;
use crate::problems::{Problems, shown};
use crate::{Code, Limits, Problem};

/// The content of a file to which a manifest refers.
pub(crate) enum Found<'f> {
    /// The bytes of the file.
    Bytes(&'f [u8]),
    /// The file exists but cannot be read, which is reported elsewhere.
    Unreadable,
    /// The file does not exist.
    Missing,
}

/// Checks the files to which a manifest refers.
pub(crate) fn check_files<'f>(
    manifest: &Manifest,
    limits: &Limits,
    problems: &mut Problems,
    file: impl Fn(&str) -> Found<'f>,
) {
    let config = manifest.config.as_ref();
    for path in manifest.files() {
        let bytes = match file(path) {
            Found::Bytes(bytes) => bytes,
            Found::Unreadable => continue,
            Found::Missing => {
                problems
                    .add(Problem::new(shown(path), Code::MissingFile).with("file", &shown(path)));
                continue;
            }
        };
        let size = bytes.len() as u64;
        let is_html = config.is_some_and(|page| page.html.as_deref() == Some(path));
        if is_html && size > limits.config_html {
            let problem = Problem::new("/config/html", Code::HtmlTooBig).with("file", &shown(path));
            problems.add(
                problem
                    .with("limit", &limits.config_html)
                    .with("size", &size),
            );
        }
        if manifest.icon.as_deref() == Some(path) && image_type(bytes).is_none() {
            problems.add(Problem::new("/icon", Code::BadIcon).with("file", &shown(path)));
        }
    }
}

/// Returns the media type of an image that may be an icon. Only its first bytes are examined:
/// images are never decoded on the server (T52), and SVG or HTML could contain scripts (T51).
pub fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'B', b'M', ..] => Some("image/bmp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_told_by_their_first_bytes() {
        assert_eq!(image_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(image_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(image_type(b"GIF89a"), Some("image/gif"));
        assert_eq!(image_type(b"BM\x36\0"), Some("image/bmp"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<!doctype html>",
            b"",
            b"RIFF\0\0\0\0WEBP",
            b"GIF88a",
            b"\x89PNG",
        ] {
            assert_eq!(image_type(other), None);
        }
    }
}
