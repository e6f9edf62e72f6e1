//! Tests forged signatures (T46). The tests have the private keys, so that each forgery is as good
//! as possible.

use plugdock_package::{Code, PluginId};
use rand::rngs::OsRng;
use rsa::pkcs8::EncodePublicKey;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};
use sha1::{Digest, Sha1};

use crate::support::*;

const SHA1_INFO: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";

struct Signed {
    contents: Vec<u8>,
    public: Vec<u8>,
    modulus: BigUint,
    key: RsaPrivateKey,
}

impl Signed {
    fn by(key: RsaPrivateKey) -> Self {
        let public = key.to_public_key().to_public_key_der().unwrap().into_vec();
        Self {
            contents: zip(&entries()),
            public,
            modulus: key.n().clone(),
            key,
        }
    }

    fn hash(&self) -> Vec<u8> {
        Sha1::digest(&self.contents).to_vec()
    }

    fn size(&self) -> usize {
        self.key.size()
    }

    fn package(&self, signature: &[u8]) -> Vec<u8> {
        zip(&[
            stored("contents.zip", &self.contents),
            stored("PUBKEY", &self.public),
            stored("SIGNATURE", signature),
        ])
    }

    fn refuses(&self, signature: &[u8], what: &str) {
        assert_eq!(
            reasons(&self.package(signature)),
            ["bad_signature at SIGNATURE"],
            "{what}"
        );
    }

    /// Applies the private key to any block, without the rules of a signature scheme.
    fn raw(&self, block: &[u8]) -> Vec<u8> {
        self.padded(&BigUint::from_bytes_be(block).modpow(self.key.d(), &self.modulus))
    }

    fn padded(&self, number: &BigUint) -> Vec<u8> {
        let bytes = number.to_bytes_be();
        [vec![0; self.size() - bytes.len()], bytes].concat()
    }

    /// Returns the block `00 01 FF… 00 tail` with the length of the modulus.
    fn block(&self, tail: &[u8]) -> Vec<u8> {
        [
            &[0, 1][..],
            &vec![0xff; self.size() - 3 - tail.len()],
            &[0],
            tail,
        ]
        .concat()
    }
}

fn two(bits: usize, exponent: u32) -> RsaPrivateKey {
    RsaPrivateKey::new_with_exp(&mut OsRng, bits, &BigUint::from(exponent)).unwrap()
}

#[test]
fn blocks_that_only_look_like_a_signature_are_refused() {
    let signed = Signed::by(two(1024, 65_537));
    let hash = signed.hash();
    let good = signed.block(&[SHA1_INFO, &hash].concat());
    opened(&signed.package(&signed.raw(&good)));

    let without_null = b"\x30\x1f\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a\x04\x14";
    let sha256_oid =
        b"\x30\x21\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x14";
    let md5_oid = b"\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x14";
    let parameters = b"\x30\x25\x30\x0d\x06\x05\x2b\x0e\x03\x02\x1a\x05\x04abcd\x04\x14";
    for (what, info) in [
        ("missing NULL", &without_null[..]),
        ("SHA-256's OID", sha256_oid),
        ("MD5's OID", md5_oid),
        ("garbage as parameters", parameters),
        ("no DigestInfo", b""),
    ] {
        signed.refuses(&signed.raw(&signed.block(&[info, &hash].concat())), what);
    }
    signed.refuses(
        &signed.raw(&signed.block(&[SHA1_INFO, &hash, b"x"].concat())),
        "a byte after the hash",
    );
    let room = vec![0; signed.size() - 11 - SHA1_INFO.len() - hash.len()];
    let short = [&[0, 1][..], &[0xff; 8], &[0], SHA1_INFO, &hash, &room].concat();
    signed.refuses(
        &signed.raw(&short),
        "eight bytes of padding, the rest garbage",
    );
    for (at, value, what) in [
        (1, 2, "block type 2"),
        (1, 0, "block type 0"),
        (9, 0xfe, "a hole in the padding"),
        (2, 0, "no padding"),
        (0, 0x00, ""),
    ] {
        let mut block = good.clone();
        block[at] = value;
        if block != good {
            signed.refuses(&signed.raw(&block), what);
        }
    }
}

#[test]
fn signatures_of_another_length_are_refused() {
    let signed = Signed::by(two(1024, 65_537));
    let good = signed
        .key
        .sign(Pkcs1v15Sign::new::<Sha1>(), &signed.hash())
        .unwrap();
    opened(&signed.package(&good));
    signed.refuses(&[&[0][..], &good].concat(), "a leading zero");
    signed.refuses(&[&good[..], &[0]].concat(), "a trailing zero");
    signed.refuses(&good[1..], "a byte less");
    signed.refuses(&good[..127], "a byte less at the end");
    signed.refuses(&[], "none");
    signed.refuses(&[0; 128], "zero");
    signed.refuses(&[&good[..], &good[..]].concat(), "twice");
    let one = BigUint::from(1_u8);
    signed.refuses(&signed.padded(&one), "one");
    signed.refuses(&signed.padded(&(&signed.modulus - one)), "minus one");
}

#[test]
fn a_signature_past_the_modulus_is_refused() {
    // Adding the modulus gives the same residue and so the same block: a second encoding of one
    // signature.
    let mut signed = Signed::by(two(1024, 65_537));
    let (good, larger) = (0..)
        .find_map(|turn| {
            let mut all = entries();
            all.push(stored("turn", format!("{turn}").as_bytes()));
            signed.contents = zip(&all);
            let good = signed
                .key
                .sign(Pkcs1v15Sign::new::<Sha1>(), &signed.hash())
                .unwrap();
            let larger = (BigUint::from_bytes_be(&good) + &signed.modulus).to_bytes_be();
            (larger.len() == signed.size()).then_some((good, larger))
        })
        .unwrap();
    opened(&signed.package(&good));
    signed.refuses(&larger, "signature plus modulus");
}

#[test]
fn with_exponent_3_a_cube_root_is_no_signature() {
    // This is CVE-2006-4339, which has recurred many times (T46). The forgery needs no private key.
    let signed = Signed::by(two(2048, 3));
    opened(
        &signed.package(
            &signed
                .key
                .sign(Pkcs1v15Sign::new::<Sha1>(), &signed.hash())
                .unwrap(),
        ),
    );
    let front = [&[0, 1][..], &[0xff; 8], &[0], SHA1_INFO, &signed.hash()].concat();
    let rest = signed.size() - front.len();
    let least = BigUint::from_bytes_be(&[&front[..], &vec![0; rest]].concat());
    let root = cube_root(&least) + BigUint::from(1_u8);
    let cube = signed.padded(&(&root * &root * &root));
    assert_eq!(cube[..front.len()], front[..], "the forgery is a good one");
    signed.refuses(&signed.padded(&root), "forged with e = 3");
}

fn cube_root(number: &BigUint) -> BigUint {
    let (mut low, mut high) = (
        BigUint::from(0_u8),
        BigUint::from(1_u8) << (number.bits() / 3 + 1),
    );
    while &low + BigUint::from(1_u8) < high {
        let middle = (&low + &high) >> 1;
        if &middle * &middle * &middle <= *number {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[test]
fn keys_up_to_4096_bits_verify() {
    // R30. The key has four primes of 1024 bits. They are found quickly, and a verifier cannot
    // tell.
    let key = loop {
        let pairs = [two(2048, 65_537), two(2048, 65_537)];
        let primes = pairs.iter().flat_map(|key| key.primes().to_vec()).collect();
        let key = RsaPrivateKey::from_primes(primes, BigUint::from(65_537_u32)).unwrap();
        if key.n().bits() == 4096 {
            break key;
        }
    };
    let signed = Signed::by(key);
    let good = signed
        .key
        .sign(Pkcs1v15Sign::new::<Sha1>(), &signed.hash())
        .unwrap();
    assert_eq!(
        opened(&signed.package(&good)).id,
        PluginId::of_public_key(&signed.public)
    );
    let mut bad = good;
    bad[300] ^= 1;
    signed.refuses(&bad, "a flipped bit");
}

#[test]
fn contents_and_key_of_others_are_refused() {
    let contents = zip(&entries());
    let mut outer = parts(&contents);
    outer[0] = stored("contents.zip", &zip(&entries()[..1]));
    refuses(&zip(&outer), Code::BadSignature);

    let other = Signed::by(two(1024, 65_537));
    let mut outer = parts(&contents);
    outer[1] = stored("PUBKEY", &other.public);
    refuses(&zip(&outer), Code::BadSignature);

    // One bit is flipped in each of the three entries.
    for index in 0..3 {
        let mut outer = parts(&contents);
        let mut data = outer[index].data.clone();
        *data.last_mut().unwrap() ^= 1;
        outer[index] = stored(std::str::from_utf8(&outer[index].name).unwrap(), &data);
        refused(&zip(&outer));
    }
}

#[test]
fn a_key_in_any_other_encoding_has_no_second_id() {
    // T47
    let contents = zip(&entries());
    let with_key = |public: &[u8]| {
        let mut outer = parts(&contents);
        outer[1] = stored("PUBKEY", public);
        zip(&outer)
    };
    let good = key().public_key();
    opened(&with_key(good));
    refuses(&with_key(&[good, &[0]].concat()), Code::BadKey);
    refuses(&with_key(&good[..good.len() - 1]), Code::BadKey);
    refuses(&with_key(b""), Code::BadKey);
    // PKCS#1 without its envelope. AWS-LC would accept it.
    refuses(&with_key(&good[22..]), Code::BadKey);
    refuses(&with_key(&[good; 30].concat()), Code::EntryTooBig);
}

#[test]
fn small_keys_are_refused_by_size() {
    let small = Signed::by(two(768, 65_537));
    let good = small
        .key
        .sign(Pkcs1v15Sign::new::<Sha1>(), &small.hash())
        .unwrap();
    refuses(&small.package(&good), Code::KeySize);
}
