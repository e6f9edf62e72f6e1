//! The public key of a package, and the signature of its contents (B1.2, B1.3).

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};

use crate::{Code, Problem};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
/// The algorithm identifier `rsaEncryption` with NULL parameters, the only form that node-rsa and
/// OpenSSL write.
const RSA: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
const MIN_BITS: usize = 1024;
const MAX_BITS: usize = 4096;
/// The largest exponent that AWS-LC supports. Larger ones are not in use.
const MAX_EXPONENT_BITS: usize = 33;

/// Checks that `PUBKEY` is an RSA key of 1024 to 4096 bits in its canonical DER encoding. A second
/// encoding of a key would give the same owner a second ID (T47).
pub(crate) fn check(spki: &[u8]) -> Result<(), Problem> {
    let bad = |code| Problem::new("PUBKEY", code);
    let (modulus, exponent) = numbers(spki).ok_or_else(|| bad(Code::BadKey))?;
    let size = bits(modulus);
    if !(MIN_BITS..=MAX_BITS).contains(&size) {
        return Err(bad(Code::KeySize).with("bits", &size));
    }
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
    // The exponent 1 leaves the message unchanged, and an even exponent has no inverse (T47).
    if !odd(modulus) || !odd(exponent) || bits(exponent) < 2 || bits(exponent) > MAX_EXPONENT_BITS {
        return Err(bad(Code::WeakKey));
    }
    Ok(())
}

/// Verifies an RSASSA-PKCS1-v1_5 signature with SHA-1, the only scheme of the format (B1.2, T46,
/// T48).
pub(crate) fn verify(spki: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Problem> {
    UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, spki)
        .verify(message, signature)
        .map_err(|_| Problem::new("SIGNATURE", Code::BadSignature))
}

/// Returns the modulus and the exponent, without leading zeros.
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

/// Reads the element with this tag at the start. Returns its content and the rest. The length must
/// be in its shortest form, as DER requires.
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

/// Returns the bytes of a positive INTEGER without its sign byte. It must be in its shortest form.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PluginId;

    /// Test vector A: made with Kintone's packer and a temporary key (B1.4).
    const PUBLIC_KEY: &str = "30819f300d06092a864886f70d010101050003818d0030818902818100bfbc994ccd143db0f5ebed83f87ab285684c71bf\
        37205b5d9884ebb7bc2163fd631a4af46fb12a6e809f39fb821f9eca6da5813d6b095b8b1343f8f6f380973300856ffa9b\
        c4ca748d3277551b66113d52eef5e274402ce34c3797a57b4a3fe5a75d9129b6cfba98c54f4dcbc891564b197fe15e6e8c\
        5c1556381bb6ad5bb7cb0203010001";
    const MESSAGE: &[u8] = b"kintone plug-in test vector";
    const SIGNATURE: &str = "601e65d29ec22783b7e2b19302e4eeb49a340339a9cd13afa2773803d708c67ccdd8e0e3b69dd24ed2ce3205f12c362e85\
        a20d92a480c25a7d1d42c84f7ac83586c4a93155b12628bfe64c213f6cf0d87b23f9f69b558d21d9823a5ada850cc9f3ea\
        9c552567dfed929dd463bcfc2fa3c30353eb9e2ee715fabe60556eaae355";

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn vector_a_has_its_id_and_its_signature_verifies() {
        let key = hex(PUBLIC_KEY);
        assert_eq!(key.len(), 162);
        check(&key).unwrap();
        assert_eq!(
            crate::open::sha256(&key).to_vec(),
            hex("b4bdc3a14cf4739630656b406d56f84c77ebfdebfd4e61b4d18cdb488857a92c")
        );
        assert_eq!(
            PluginId::of_public_key(&key).as_str(),
            "lelnmdkbempehdjgdagfgleagnfgpiem"
        );
        verify(&key, MESSAGE, &hex(SIGNATURE)).unwrap();
        assert_eq!(
            verify(&key, b"kintone plug-in test vectoR", &hex(SIGNATURE))
                .unwrap_err()
                .code,
            Code::BadSignature
        );
    }

    /// Test vector B: the public key with which Kintone's packer tests itself, its published ID,
    /// and a signature of the message above made with OpenSSL (B1.4).
    const PUBLIC_KEY_B: &str = "30819f300d06092a864886f70d010101050003818d0030818902818100c31f98e579a8906a0327492e978eb390089203863b\
        ad395edf272cebb068481a1167664ef22b96009be91f38c94211464d1dabdc7d2dd6ac944fe6c6a773a1347686d35cd05857\
        0c7dee911993528f84f5428950821c144fbde7fe022f7ca3869e4956a63fa6c3f5a219e75fa9ae371fd2e87dfafcf39b55ef\
        a85f6b80c921910203010001";
    const SIGNATURE_B: &str = "53301802e42cdc4377c8d7c58711c409f56b0037d8da7792d6d9f1c88ff051af84d926cc87fc0c6efd3f8f583399ee0a10aa\
        c7be42d664c3e11aba26ee004267f4ff311449051396a52cece3f2a8023b4ac90f45ef6219295048c84650f75e882f58f646\
        8d1138823471643cd2e86e6496086e3ba24ac697be30120cc30e6f54";

    #[test]
    fn vector_b_has_its_id_and_its_signature_verifies() {
        let key = hex(PUBLIC_KEY_B);
        check(&key).unwrap();
        assert_eq!(
            PluginId::of_public_key(&key).as_str(),
            "ldmhlgpmfpfhpgimbjlblmfkmcnbjnnj"
        );
        verify(&key, MESSAGE, &hex(SIGNATURE_B)).unwrap();
    }

    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        let length = match length {
            [0, low @ 0..=0x7f] => vec![low],
            [0, low] => vec![0x81, low],
            [high, low] => vec![0x82, high, low],
        };
        [vec![tag], length, content.to_vec()].concat()
    }

    fn envelope(numbers: &[u8]) -> Vec<u8> {
        let string = der(
            BIT_STRING,
            &[&[0], der(SEQUENCE, numbers).as_slice()].concat(),
        );
        der(SEQUENCE, &[RSA, &string].concat())
    }

    fn key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        envelope(&[der(INTEGER, modulus), der(INTEGER, exponent)].concat())
    }

    /// Returns the content of an INTEGER: an odd number of `bits` bits.
    fn modulus(bits: usize) -> Vec<u8> {
        let mut number = vec![0xff; bits.div_ceil(8)];
        number[0] >>= (8 - bits % 8) % 8;
        if number[0] >= 0x80 {
            [vec![0], number].concat()
        } else {
            number
        }
    }

    fn code(spki: &[u8]) -> Option<Code> {
        check(spki).err().map(|problem| problem.code)
    }

    const E: &[u8] = &[1, 0, 1];

    #[test]
    fn keys_are_of_1024_to_4096_bits() {
        // R30
        for (bits, expected) in [
            (512, Some(Code::KeySize)),
            (1023, Some(Code::KeySize)),
            (1024, None),
            (1025, None),
            (2048, None),
            (4096, None),
            (4097, Some(Code::KeySize)),
        ] {
            assert_eq!(code(&key(&modulus(bits), E)), expected, "{bits}");
        }
    }

    #[test]
    fn numbers_that_protect_nothing_are_refused() {
        // T47
        let mut even = modulus(1024);
        *even.last_mut().unwrap() &= 0xfe;
        assert_eq!(code(&key(&even, E)), Some(Code::WeakKey));
        for exponent in [&[1][..], &[2], &[1, 0, 0], &[4, 0, 0, 0, 1]] {
            assert_eq!(
                code(&key(&modulus(1024), exponent)),
                Some(Code::WeakKey),
                "{exponent:?}"
            );
        }
        for exponent in [&[3][..], &[17], E, &[1, 0, 0, 0, 1]] {
            assert_eq!(code(&key(&modulus(1024), exponent)), None, "{exponent:?}");
        }
    }

    #[test]
    fn only_the_canonical_encoding_is_a_key() {
        // T47
        let n = modulus(1024);
        let good = key(&n, E);
        assert_eq!(code(&good), None);
        let numbers = [der(INTEGER, &n), der(INTEGER, E)].concat();
        let string = |content: &[u8]| der(SEQUENCE, &[RSA, &der(BIT_STRING, content)].concat());
        let inner = der(SEQUENCE, &numbers);
        let long_length = [
            &[SEQUENCE, 0x82, 0, u8::try_from(good.len() - 3).unwrap()],
            &good[3..],
        ]
        .concat();
        let indefinite = [&[SEQUENCE, 0x80], &good[3..], &[0, 0]].concat();
        let without_null = der(
            SEQUENCE,
            &[
                &b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"[..],
                &der(BIT_STRING, &[&[0], inner.as_slice()].concat()),
            ]
            .concat(),
        );
        let pss = good
            .iter()
            .enumerate()
            .map(|(at, byte)| if at == 15 { 10 } else { *byte })
            .collect();
        for (what, spki) in [
            ("a byte after the key", [good.clone(), vec![0]].concat()),
            ("a byte less", good[..good.len() - 1].to_vec()),
            ("a long length", long_length),
            (
                "a long inner length",
                envelope(&[der(INTEGER, &n), vec![INTEGER, 0x81, 3, 1, 0, 1]].concat()),
            ),
            ("an indefinite length", indefinite),
            ("no NULL", without_null),
            ("RSASSA-PSS", pss),
            ("PKCS#1", inner.clone()),
            ("unused bits", string(&[&[1], inner.as_slice()].concat())),
            (
                "a byte inside the string",
                string(&[&[0], inner.as_slice(), &[0]].concat()),
            ),
            (
                "a third number",
                envelope(&[numbers.clone(), der(INTEGER, &[3])].concat()),
            ),
            ("one number", envelope(&der(INTEGER, &n))),
            ("a zero too many", key(&[&[0], n.as_slice()].concat(), E)),
            ("a negative modulus", key(&n[1..], E)),
            ("a padded exponent", key(&n, &[0, 1, 0, 1])),
            ("exponent zero", key(&n, &[0])),
            ("an empty exponent", key(&n, &[])),
            ("nothing", Vec::new()),
        ] {
            assert_eq!(code(&spki), Some(Code::BadKey), "{what}");
        }
    }
}
