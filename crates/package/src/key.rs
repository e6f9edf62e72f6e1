//! The public key of a package and the signature over its contents (B1.2, B1.3).

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};

use crate::{Code, Problem};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
/// `rsaEncryption` with its NULL, the one form that node-rsa and OpenSSL write.
const RSA: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const SMALLEST_BITS: usize = 1024;
const LARGEST_BITS: usize = 4096;
/// AWS-LC reads no longer exponent; nobody uses one.
const LARGEST_EXPONENT_BITS: usize = 33;

/// Checks that `PUBKEY` is an RSA key of 1024 to 4096 bits in the only DER encoding it has. A
/// second encoding of the key would be a second ID for the same owner (T47).
pub(crate) fn check(spki: &[u8]) -> Result<(), Problem> {
    let bad = |code| Problem::new("PUBKEY", code);
    let (modulus, exponent) = numbers(spki).ok_or_else(|| bad(Code::BadKey))?;
    let size = bits(modulus);
    if !(SMALLEST_BITS..=LARGEST_BITS).contains(&size) {
        return Err(bad(Code::KeySize).with("bits", &size));
    }
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    // 1 signs by doing nothing, an even exponent has no inverse (T47).
    if !odd(modulus)
        || !odd(exponent)
        || bits(exponent) < 2
        || bits(exponent) > LARGEST_EXPONENT_BITS
    {
        return Err(bad(Code::WeakKey));
    }
    Ok(())
}

/// Verifies RSASSA-PKCS1-v1_5 with SHA-1, the format's only scheme (B1.2, T46, T48).
pub(crate) fn verify(spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Problem> {
    UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, spki)
        .verify(message, signature)
        .map_err(|_| Problem::new("SIGNATURE", Code::BadSignature))
}

/// Modulus and exponent, without leading zeros.
fn numbers(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    let (info, nothing) = element(spki, SEQUENCE)?;
    let (string, after) = element(info.strip_prefix(RSA)?, BIT_STRING)?;
    let (key, inner) = element(string.strip_prefix(&[0])?, SEQUENCE)?;
    let (modulus, rest) = element(key, INTEGER)?;
    let (exponent, last) = element(rest, INTEGER)?;
    let ends = [nothing, after, inner, last]
        .iter()
        .all(|rest| rest.is_empty());
    if ends {
        Some((positive(modulus)?, positive(exponent)?))
    } else {
        None
    }
}

/// The content of the element of `tag` at the beginning, and what follows it; only for the
/// shortest form of its length, as DER wants it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = bytes.strip_prefix(&[tag])?.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => match rest {
            [length @ 0x80..=0xff, rest @ ..] => (usize::from(*length), rest),
            _ => return None,
        },
        0x82 => match rest {
            [high @ 1..=0xff, low, rest @ ..] => {
                (usize::from(u16::from_be_bytes([*high, *low])), rest)
            }
            _ => return None,
        },
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// A positive INTEGER in its shortest form, without its sign byte.
fn positive(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, 0x80..=0xff, ..] => Some(&content[1..]),
        [1..=0x7f, ..] => Some(content),
        _ => None,
    }
}

fn bits(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}
