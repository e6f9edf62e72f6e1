//! The oracle for content codings and the limit on decoded bytes (R21, R22, T60). The first byte
//! selects the codings, and the second selects how the bytes are cut. The third byte selects the
//! meaning of the rest: either bytes that claim to be encoded, or a text that is encoded here,
//! possibly after being repeated.

use std::io::{self, Read};

use async_compression::Level;
use async_compression::tokio::bufread::{
    BrotliEncoder, DeflateEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder,
};
use plugdock_rules::coding::{self, Coding, Reader};
use plugdock_rules::limits::{BodyMeter, Limits, Passed};
use tokio::io::{AsyncReadExt, BufReader};

use super::pieces::{Arriving, run};

/// The stacks of codings. Each has at most three codings, which is the limit for an answer.
const STACKS: [&[Coding]; 12] = [
    &[],
    &[Coding::Gzip],
    &[Coding::Deflate],
    &[Coding::Brotli],
    &[Coding::Zstd],
    &[Coding::Gzip, Coding::Gzip],
    &[Coding::Deflate, Coding::Gzip],
    &[Coding::Brotli, Coding::Zstd],
    &[Coding::Zstd, Coding::Gzip, Coding::Deflate],
    &[Coding::Gzip, Coding::Brotli, Coding::Gzip],
    &[Coding::Deflate, Coding::Deflate, Coding::Deflate],
    &[Coding::Zstd, Coding::Zstd],
];

/// The maximum size in bytes of an answer after decoding.
const CAP: u64 = 48 * 1024;

/// The way in which an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Whole,
    Passed,
    Broken,
}

pub(crate) fn check(input: &[u8]) {
    let [stack, seed, kind, rest @ ..] = input else {
        return;
    };
    let codings = STACKS[usize::from(*stack) % STACKS.len()];
    if kind % 2 == 0 {
        let (once, end) = decode(codings, rest, *seed);
        let (again, end_again) = decode(codings, rest, 0);
        assert_eq!(
            end == End::Whole,
            end_again == End::Whole,
            "{codings:?} cut by {seed}"
        );
        if end == End::Whole {
            assert!(once == again, "{codings:?} cut by {seed} is another text");
        } else {
            // The number of decoded bytes depends on the pieces, but they are always a prefix of
            // the text.
            let both = once.len().min(again.len());
            assert!(once[..both] == again[..both], "{codings:?} cut by {seed}");
        }
        if let [one] = codings {
            beside(*one, rest, &again, end_again);
        }
    } else {
        let times = [1, 1, 3, 100, 20_000][usize::from(*kind) / 2 % 5];
        let text = rest.repeat(times.min(400_000 / rest.len().max(1) + 1));
        let form = usize::from(*kind) / 16;
        let coded = run(encode(codings, text.clone(), form)).expect("a Vec holds it");
        let (back, end) = decode(codings, &coded, *seed);
        let is_within = text.len() as u64 <= CAP;
        assert_eq!(
            end,
            if is_within { End::Whole } else { End::Passed },
            "{codings:?}"
        );
        assert!(
            text.starts_with(&back),
            "{codings:?} do not give the text back"
        );
        assert!(!is_within || back.len() == text.len());
        if form.is_multiple_of(2) {
            cut_off(codings, &coded, &text);
        }
    }
}

/// Decodes an answer piece by piece, as the proxy does, and counts the bytes after the last coding.
fn decode(codings: &[Coding], bytes: &[u8], seed: u8) -> (Vec<u8>, End) {
    let limits = Limits {
        body: CAP,
        ..Limits::default()
    };
    let mut meter = BodyMeter::new(&limits);
    let mut out = Vec::new();
    let arriving: Reader = Box::new(Arriving::new(bytes.to_vec(), seed));
    let end = run(async {
        let Ok(mut reader) = coding::take_off(codings, arriving).await else {
            return End::Broken;
        };
        let mut piece = vec![0; coding::PIECE];
        loop {
            match reader.read(&mut piece).await {
                Err(_) => return End::Broken,
                Ok(0) => return End::Whole,
                Ok(size) => match meter.feed(size) {
                    Ok(()) => out.extend_from_slice(&piece[..size]),
                    Err(passed) => {
                        assert_eq!(passed, Passed::Body(CAP));
                        // The limit is reported as soon as one piece would exceed it, even if
                        // little input has arrived.
                        assert!(out.len() as u64 + size as u64 > CAP);
                        return End::Passed;
                    }
                },
            }
        }
    });
    assert!(
        out.len() as u64 <= CAP,
        "{} bytes are handed over",
        out.len()
    );
    (out, end)
}

/// Compares the result with that of another decoder, if there is one for the coding.
fn beside(coding: Coding, bytes: &[u8], text: &[u8], end: End) {
    let Some(first) = bytes.first() else {
        return assert_eq!(end, End::Whole, "an empty body is empty in any coding");
    };
    let mut reader: Box<dyn Read> = match coding {
        Coding::Gzip => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
        Coding::Deflate if first & 0x0F == 8 => Box::new(flate2::read::ZlibDecoder::new(bytes)),
        Coding::Deflate => Box::new(flate2::read::DeflateDecoder::new(bytes)),
        Coding::Brotli | Coding::Zstd => return,
    };
    let mut out = Vec::new();
    let read = reader.by_ref().take(CAP + 1).read_to_end(&mut out);
    match (read, end) {
        (Ok(_), End::Whole) => assert!(out == text, "{coding:?} is another text to others"),
        (Err(error), End::Whole) => panic!("{coding:?} is whole here, and to others {error}"),
        (Ok(_), End::Broken) => {
            assert!(out.len() as u64 > CAP, "{coding:?} is whole to others");
        }
        (_, End::Passed | End::Broken) => {}
    }
}

/// Asserts that a truncated answer is never taken for a complete one. The exception is several
/// concatenated gzip files, because the first files alone are complete.
fn cut_off(codings: &[Coding], coded: &[u8], text: &[u8]) {
    if codings.is_empty() {
        return;
    }
    for length in [1, coded.len() / 2, coded.len().saturating_sub(1)] {
        if (1..coded.len()).contains(&length) {
            let (back, end) = decode(codings, &coded[..length], 0);
            assert!(text.starts_with(&back));
            assert!(
                end != End::Whole || back == text,
                "{codings:?} broken off at {length}"
            );
        }
    }
}

/// Applies `codings`. If a coding has two formats, `form` selects one.
async fn encode(codings: &[Coding], text: Vec<u8>, form: usize) -> io::Result<Vec<u8>> {
    let mut bytes = text;
    for coding in codings {
        let mut out = Vec::new();
        let fast = Level::Fastest;
        match coding {
            // The text becomes one file, or two concatenated files.
            Coding::Gzip => {
                let parts = bytes.split_at(if form.is_multiple_of(2) {
                    0
                } else {
                    bytes.len() / 2
                });
                for part in [parts.0, parts.1].into_iter().skip(1 - form % 2) {
                    let mut encoder = GzipEncoder::with_quality(BufReader::new(part), fast);
                    encoder.read_to_end(&mut out).await?;
                }
            }
            Coding::Deflate if form.is_multiple_of(2) => {
                let mut encoder = ZlibEncoder::with_quality(BufReader::new(&*bytes), fast);
                encoder.read_to_end(&mut out).await?;
            }
            Coding::Deflate => {
                let mut encoder = DeflateEncoder::with_quality(BufReader::new(&*bytes), fast);
                encoder.read_to_end(&mut out).await?;
            }
            Coding::Brotli => {
                let mut encoder = BrotliEncoder::with_quality(BufReader::new(&*bytes), fast);
                encoder.read_to_end(&mut out).await?;
            }
            Coding::Zstd => {
                let mut encoder = ZstdEncoder::with_quality(BufReader::new(&*bytes), fast);
                encoder.read_to_end(&mut out).await?;
            }
        }
        bytes = out;
    }
    Ok(bytes)
}
