//! The oracle for the text of an answer (R21, T64). The first byte selects the declaration of the
//! charset, the second selects how the text is cut into pieces, and the rest is the text.

use std::collections::VecDeque;
use std::str;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use plugdock_rules::charset::Charset;

use super::pieces::cut;

/// The Content-Types, each with the charset that it declares.
const DECLARED: [(&str, Option<&Encoding>); 16] = [
    ("", None),
    ("text/plain", None),
    ("text/plain; charset=nonsense", None),
    ("text/html; charset=UTF-8", Some(UTF_8)),
    (
        "text/csv;Charset=\"Shift_JIS\"",
        Some(encoding_rs::SHIFT_JIS),
    ),
    ("text/plain; charset=euc-jp", Some(encoding_rs::EUC_JP)),
    (
        "text/plain; format=flowed; charset = iso-2022-jp",
        Some(encoding_rs::ISO_2022_JP),
    ),
    ("text/plain; charset='gb18030'", Some(encoding_rs::GB18030)),
    ("a/b;charset=big5", Some(encoding_rs::BIG5)),
    ("a/b;charset=euc-kr", Some(encoding_rs::EUC_KR)),
    ("a/b;charset=latin1", Some(encoding_rs::WINDOWS_1252)),
    ("a/b;charset=utf-16", Some(UTF_16LE)),
    ("a/b;charset=utf-16be", Some(UTF_16BE)),
    ("a/b;charset=utf-16le; charset=utf-8", Some(UTF_16LE)),
    (
        "a/b;charset=x-user-defined",
        Some(encoding_rs::X_USER_DEFINED),
    ),
    ("a/b;charset=hz-gb-2312", Some(encoding_rs::REPLACEMENT)),
];

pub(crate) fn check(input: &[u8]) {
    let [declared, seed, text @ ..] = input else {
        return;
    };
    let (content_type, encoding) = DECLARED[usize::from(*declared) % DECLARED.len()];
    let mut charset = Charset::of((!content_type.is_empty()).then_some(content_type));
    assert_eq!(charset.may_recode(), encoding != Some(UTF_8));
    let mut out = VecDeque::new();
    for piece in cut(text, *seed) {
        charset.push(Bytes::copy_from_slice(piece), &mut out);
    }
    charset.finish(&mut out);
    let mut said = String::new();
    for chunk in &out {
        assert!(!chunk.is_empty());
        said += str::from_utf8(chunk).expect("each chunk is whole");
    }
    assert_eq!(
        said,
        whole(encoding, text),
        "{content_type:?} cut by {seed}"
    );
}

/// Decodes the whole text at once with the standard's decoders. The declared charset applies; a
/// byte order mark can only change its byte order. Without a declared charset, the mark decides.
/// Without both, the text is UTF-8.
fn whole(declared: Option<&'static Encoding>, text: &[u8]) -> String {
    let mark = Encoding::for_bom(text);
    let is_utf16 = |own: &Encoding| own == UTF_16LE || own == UTF_16BE;
    let encoding = match (declared, mark) {
        (Some(own), Some((marked, _))) if is_utf16(own) && is_utf16(marked) => marked,
        (Some(own), _) => own,
        (None, Some((marked, _))) => marked,
        (None, None) => UTF_8,
    };
    let skipped = mark
        .filter(|(marked, _)| *marked == encoding)
        .map_or(0, |(_, length)| length);
    let (said, _) = encoding.decode_without_bom_handling(&text[skipped..]);
    said.into_owned()
}
