//! Bodies that both ends generate from two numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

/// Generates `size` bytes of text from `seed`. The text contains characters that JSON must escape,
/// and complete characters of more than one byte.
pub(crate) fn of(seed: u64, size: usize) -> Vec<u8> {
    const PIECES: [&str; 8] = [
        "plain text ",
        "\"quoted\" ",
        "line\n",
        "案件 ",
        "back\\slash ",
        "tab\t",
        "é",
        "{}[], ",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = Vec::with_capacity(size + 32);
    while text.len() < size {
        // xorshift64* is fast and gives a different sequence for every seed.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let drawn = state.wrapping_mul(0x2545_f491_4f6c_dd1d);
        let piece = PIECES[usize::try_from(drawn >> 61).unwrap_or(0)];
        if text.len() + piece.len() > size {
            text.resize(size, b'.');
        } else {
            text.extend_from_slice(piece.as_bytes());
        }
    }
    text
}

/// Returns the text with seed 0, which is generated only once, because a comparison always needs
/// the same one.
pub(crate) fn kept(size: usize) -> Bytes {
    static KEPT: Mutex<BTreeMap<usize, Bytes>> = Mutex::new(BTreeMap::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry(size)
        .or_insert_with(|| of(0, size).into())
        .clone()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_seed_and_a_size_are_one_text() {
        for size in [0, 1, 7, 1_000, 70_000] {
            let text = super::of(9, size);
            assert_eq!(text.len(), size);
            assert!(std::str::from_utf8(&text).is_ok());
            assert_eq!(text, super::of(9, size));
        }
        assert_ne!(super::of(1, 100), super::of(2, 100));
    }
}
