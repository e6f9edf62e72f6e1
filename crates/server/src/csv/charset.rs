//! Converts the bytes of a file to text and back.

use encoding_rs::{EncoderResult, Encoding, SHIFT_JIS, UTF_8};

use crate::params::{Choice, choice};

choice! {
    /// The character encoding of a file.
    #[derive(PartialEq, Eq)]
    pub(crate) enum Charset {
        /// UTF-8. Written files get a byte order mark, because spreadsheets assume another encoding
        /// without it.
        Utf8 = "utf8",
        /// Shift JIS, as Japanese spreadsheets write it.
        ShiftJis = "sjis",
    }
}

choice! {
    /// The separator of the cells in a line.
    #[derive(PartialEq, Eq)]
    pub(crate) enum Separator {
        Comma = "comma",
        Semicolon = "semicolon",
        Tab = "tab",
    }
}

impl Separator {
    /// Returns the separator as a byte.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

impl Charset {
    /// Returns the name of the encoding for the `Content-Type` header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::ShiftJis => "Shift_JIS",
        }
    }

    /// Returns the byte order mark, if files have one.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xef\xbb\xbf",
            Self::ShiftJis => b"",
        }
    }

    /// Encodes a text. Characters that the encoding does not have become `?`.
    pub(crate) fn encode(self, text: String) -> Vec<u8> {
        if self == Self::Utf8 {
            return text.into_bytes();
        }
        let mut encoder = SHIFT_JIS.new_encoder();
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.as_str();
        loop {
            bytes.reserve(rest.len() + 16);
            let (result, read) =
                encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
            rest = &rest[read..];
            match result {
                EncoderResult::InputEmpty => return bytes,
                EncoderResult::OutputFull => {}
                EncoderResult::Unmappable(_) => bytes.push(b'?'),
            }
        }
    }
}

/// Returns the text of a file and its encoding. Returns `None` if the bytes are in neither encoding,
/// or not in the one that `charset` requires.
pub(crate) fn decode(bytes: &[u8], charset: Option<Charset>) -> Option<(String, Charset)> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        // The mark may also be that of UTF-16, which some spreadsheets call "Unicode text".
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?;
        return Some((text.into_owned(), Charset::Utf8));
    }
    let read = |encoding: &'static Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    };
    let utf8 = || read(UTF_8).map(|text| (text, Charset::Utf8));
    let sjis = || read(SHIFT_JIS).map(|text| (text, Charset::ShiftJis));
    match charset {
        Some(Charset::Utf8) => utf8(),
        Some(Charset::ShiftJis) => sjis(),
        None => utf8().or_else(sjis),
    }
}

/// Detects the separator of a file: the most frequent candidate in its first line, outside quotes.
pub(crate) fn separator(text: &str) -> Separator {
    let candidates = Separator::ALL.iter();
    let mut counts: Vec<(Separator, usize)> = candidates.map(|one| (*one, 0)).collect();
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (candidate, count) in &mut counts {
                    *count += usize::from(candidate.byte() == byte);
                }
            }
        }
    }
    // If several are equally frequent, the first one wins. The comma comes first.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(Separator::Comma, |(candidate, _)| *candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_charset_is_told_from_its_bytes() {
        let text = "会社,名前\n";
        let sjis = Charset::ShiftJis.encode(text.to_owned());
        assert_eq!(
            decode(&sjis, None),
            Some((text.to_owned(), Charset::ShiftJis))
        );
        assert_eq!(
            decode(text.as_bytes(), None),
            Some((text.to_owned(), Charset::Utf8))
        );
        let marked = [Charset::Utf8.mark(), text.as_bytes()].concat();
        assert_eq!(
            decode(&marked, Some(Charset::ShiftJis)),
            Some((text.to_owned(), Charset::Utf8))
        );
        assert_eq!(
            decode(b"\xff\xfea\0", None),
            Some(("a".to_owned(), Charset::Utf8))
        );
        assert_eq!(decode(&sjis, Some(Charset::Utf8)), None);
        assert_eq!(decode(b"\x80\xff\xff", None), None);
    }

    #[test]
    fn what_shift_jis_lacks_is_a_question_mark() {
        let bytes = Charset::ShiftJis.encode("a🍎あ".to_owned());
        assert_eq!(bytes, b"a?\x82\xa0");
    }

    #[test]
    fn the_separator_is_the_commonest_of_the_first_line() {
        assert_eq!(separator("a;b;\"c,d,e\"\n1,2,3,4"), Separator::Semicolon);
        assert_eq!(separator("a\tb"), Separator::Tab);
        assert_eq!(separator("one"), Separator::Comma);
    }
}
