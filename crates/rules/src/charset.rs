//! Converts the text of an answer to UTF-8 as it arrives (R21, T64). The encoding is the declared
//! charset, otherwise the one of the byte order mark, otherwise UTF-8. Invalid bytes are replaced.

use std::collections::VecDeque;
use std::str;

use bytes::Bytes;
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The length of the longest byte order mark.
const MAX_BOM_LENGTH: usize = 3;

/// A decoder from chunks of bytes to chunks of UTF-8. Each output chunk is valid UTF-8. Input that
/// is UTF-8 is not copied.
pub struct Charset {
    declared: Option<&'static Encoding>,
    state: State,
}

enum State {
    /// The first bytes, until there are enough to recognise a byte order mark.
    Start(Vec<u8>),
    /// UTF-8, with the start of a character whose end has not arrived yet.
    Utf8(Vec<u8>),
    /// Any other encoding.
    Other(Box<Decoder>),
}

impl Charset {
    /// Creates a decoder for the charset in a Content-Type.
    pub fn of(content_type: Option<&str>) -> Self {
        Self {
            declared: content_type.and_then(declared),
            state: State::Start(Vec::new()),
        }
    }

    /// Returns true if decoding may change the bytes and their number.
    pub fn may_recode(&self) -> bool {
        self.declared.is_none_or(|own| own != UTF_8)
    }

    /// Decodes a chunk and appends the complete part of the text to `out`.
    pub fn push(&mut self, chunk: Bytes, out: &mut VecDeque<Bytes>) {
        match &mut self.state {
            State::Start(held) => {
                let chunk = if held.is_empty() {
                    chunk
                } else {
                    held.extend_from_slice(&chunk);
                    Bytes::from(std::mem::take(held))
                };
                if chunk.len() < MAX_BOM_LENGTH {
                    *held = chunk.to_vec();
                } else {
                    self.begin(chunk, out);
                }
            }
            State::Utf8(held) => utf8(held, chunk, out),
            State::Other(decoder) => decode(decoder, &chunk, false, out),
        }
    }

    /// Ends the input and appends the remaining text to `out`.
    pub fn finish(&mut self, out: &mut VecDeque<Bytes>) {
        if let State::Start(held) = &mut self.state {
            let held = Bytes::from(std::mem::take(held));
            self.begin(held, out);
        }
        match &mut self.state {
            State::Start(_) => {}
            State::Utf8(held) if held.is_empty() => {}
            State::Utf8(held) => {
                held.clear();
                out.push_back(Bytes::from_static(REPLACEMENT));
            }
            State::Other(decoder) => decode(decoder, &[], true, out),
        }
    }

    fn begin(&mut self, mut chunk: Bytes, out: &mut VecDeque<Bytes>) {
        let mark = Encoding::for_bom(&chunk);
        let encoding = match (self.declared, mark) {
            // The label "utf-16" does not define the byte order, so the mark decides.
            (Some(own), Some((marked, _))) if is_utf16(own) && is_utf16(marked) => marked,
            (Some(own), _) => own,
            (None, Some((marked, _))) => marked,
            (None, None) => UTF_8,
        };
        if let Some((marked, length)) = mark
            && marked == encoding
        {
            chunk = chunk.slice(length..);
        }
        self.state = if encoding == UTF_8 {
            State::Utf8(Vec::new())
        } else {
            State::Other(Box::new(encoding.new_decoder_without_bom_handling()))
        };
        self.push(chunk, out);
    }
}

const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn declared(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Encoding::for_label(value.as_bytes()))?
    })
}

fn emit(chunk: Bytes, out: &mut VecDeque<Bytes>) {
    if !chunk.is_empty() {
        out.push_back(chunk);
    }
}

fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, out: &mut VecDeque<Bytes>) {
    // Most East Asian text grows by at most half. If it grows more, the buffer is enlarged.
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut rest = bytes;
    loop {
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, last);
        rest = &rest[read..];
        match result {
            encoding_rs::CoderResult::InputEmpty => break,
            encoding_rs::CoderResult::OutputFull => text.reserve(rest.len() * 2 + 16),
        }
    }
    emit(Bytes::from(text), out);
}

fn utf8(held: &mut Vec<u8>, mut chunk: Bytes, out: &mut VecDeque<Bytes>) {
    while !held.is_empty() && !chunk.is_empty() {
        held.push(chunk[0]);
        match str::from_utf8(held).map_err(|error| error.error_len()) {
            Ok(_) => {
                emit(Bytes::from(std::mem::take(held)), out);
                chunk = chunk.slice(1..);
            }
            Err(None) => chunk = chunk.slice(1..),
            // The new byte does not continue the character, so it is examined again as the first
            // byte.
            Err(Some(_)) => {
                held.clear();
                emit(Bytes::from_static(REPLACEMENT), out);
            }
        }
    }
    // For a large answer that is not all ASCII, the standard library's check took a sixth of the
    // time.
    let Err(error) = simdutf8::compat::from_utf8(&chunk) else {
        emit(chunk, out);
        return;
    };
    if error.error_len().is_none() {
        // The chunk ends inside its last character.
        *held = chunk[error.valid_up_to()..].to_vec();
        emit(chunk.slice(..error.valid_up_to()), out);
        return;
    }
    let is_cut =
        |bytes: &[u8]| str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    let mut text = String::with_capacity(chunk.len() + 32);
    let mut left = chunk.len();
    for piece in chunk.utf8_chunks() {
        text.push_str(piece.valid());
        left -= piece.valid().len() + piece.invalid().len();
        if left == 0 && is_cut(piece.invalid()) {
            *held = piece.invalid().to_vec();
        } else if !piece.invalid().is_empty() {
            text.push('\u{FFFD}');
        }
    }
    emit(Bytes::from(text), out);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Decodes `bytes` in pieces of `size` and checks that each output chunk is valid UTF-8.
    fn read(content_type: Option<&str>, bytes: &[u8], size: usize) -> String {
        let mut charset = Charset::of(content_type);
        let mut out = VecDeque::new();
        for piece in bytes.chunks(size) {
            charset.push(Bytes::copy_from_slice(piece), &mut out);
        }
        charset.finish(&mut out);
        out.iter()
            .map(|chunk| str::from_utf8(chunk).expect("each chunk must be UTF-8"))
            .collect()
    }

    #[test]
    fn declared_charsets_are_decoded_however_the_bytes_arrive() {
        // R21, T64
        let text = "日本語ﾃｽﾄ漢字";
        for label in [
            "Shift_JIS",
            "EUC-JP",
            "ISO-2022-JP",
            "utf-8",
            "\"UTF-8\"",
            "GB18030",
        ] {
            let encoding = Encoding::for_label(label.trim_matches('"').as_bytes()).unwrap();
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy || label == "ISO-2022-JP");
            let expected = encoding.decode(&bytes).0;
            for size in 1..7 {
                let kind = format!("text/plain; Charset={label}");
                assert_eq!(
                    read(Some(&kind), &bytes, size),
                    expected,
                    "{label} by {size}"
                );
            }
        }
    }

    #[test]
    fn a_mark_decides_where_nothing_is_declared() {
        // R21
        let utf16: Vec<u8> = "\u{FEFF}aあ"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(read(None, &utf16, 1), "aあ");
        assert_eq!(read(Some("text/plain; charset=utf-16"), &utf16, 2), "aあ");
        assert_eq!(read(Some("text/plain"), "\u{FEFF}あ".as_bytes(), 2), "あ");
        assert_eq!(
            read(
                Some("text/plain; charset=utf-8"),
                "\u{FEFF}あ".as_bytes(),
                4
            ),
            "あ"
        );
        // The declared charset takes precedence over the mark.
        assert_eq!(
            read(Some("a/b;charset=iso-8859-1"), b"\xEF\xBB\xBFx", 9),
            "ï»¿x"
        );
        // An unknown label is ignored.
        assert_eq!(read(Some("a/b;charset=nonsense"), "é".as_bytes(), 1), "é");
    }

    #[test]
    fn short_bodies_are_said_at_the_end() {
        for text in ["", "a", "ab", "é"] {
            assert_eq!(read(None, text.as_bytes(), 1), text);
        }
    }

    #[test]
    fn what_is_no_text_is_replaced() {
        // T64
        assert_eq!(
            read(None, b"a\xFF\xC3\x28\0\xE3\x81", 99),
            "a\u{FFFD}\u{FFFD}(\0\u{FFFD}"
        );
    }

    #[test]
    fn what_can_be_said_is_said_at_once() {
        let mut charset = Charset::of(None);
        let mut out = VecDeque::new();
        for (piece, expected) in [("ab", ""), ("c", "abc"), ("d", "d")] {
            charset.push(Bytes::from(piece), &mut out);
            let text: Vec<u8> = out.drain(..).flatten().collect();
            assert_eq!(text, expected.as_bytes());
        }
    }

    #[test]
    fn text_that_grows_threefold_is_said_whole() {
        let kind = Some("text/plain; charset=windows-1252");
        for length in 0..200 {
            assert_eq!(read(kind, &vec![0x80; length], 200), "€".repeat(length));
        }
    }

    #[test]
    fn utf8_is_passed_on_without_a_copy() {
        let mut charset = Charset::of(None);
        let chunk = Bytes::from("あ".repeat(1000));
        let mut out = VecDeque::new();
        charset.push(chunk.clone(), &mut out);
        assert_eq!(out[0].as_ptr(), chunk.as_ptr());
    }

    proptest! {
        #[test]
        fn pieces_decode_as_the_whole(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x80u8..0xF5], 0..60),
            size in 1usize..9,
            label in prop::sample::select(vec!["", ";charset=shift_jis", ";charset=euc-jp", ";charset=utf-16le"]),
        ) {
            let kind = format!("text/plain{label}");
            let encoding = declared(&kind);
            let whole = match encoding {
                None => Encoding::for_bom(&bytes).map_or(UTF_8, |found| found.0).decode_with_bom_removal(&bytes).0,
                Some(own) if is_utf16(own) => own.decode(&bytes).0,
                Some(own) => own.decode_with_bom_removal(&bytes).0,
            };
            // The encoding standard differs in one case (R21): a UTF-8 mark in text declared as
            // UTF-16.
            if encoding.is_none_or(|own| !is_utf16(own)) || !bytes.starts_with(b"\xEF\xBB\xBF") {
                prop_assert_eq!(read(Some(&kind), &bytes, size), whole);
            }
        }
    }
}
