//! Every input that a fuzz target found worth keeping, as an ordinary test; and a few thousand inputs
//! of chance, so that an oracle that cannot pass is seen without a fuzzer.

use std::path::Path;

use proptest::prelude::*;

use super::oracles;

/// Runs all of `fuzz/corpus/{target}`, and says which input fails.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/corpus")
        .join(target);
    let mut count = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let input = std::fs::read(&path).unwrap();
        let held = std::panic::catch_unwind(|| check(&input));
        assert!(held.is_ok(), "{} fails", path.display());
        count += 1;
    }
    assert!(count > 20, "{} holds {count} inputs", folder.display());
}

#[test]
fn url_match() {
    replay("url_match", oracles::url_match::check);
}

#[test]
fn merge() {
    replay("merge", oracles::merge::check);
}

#[test]
fn headers() {
    replay("headers", oracles::headers::check);
}

#[test]
fn charset() {
    replay("charset", oracles::charset::check);
}

#[test]
fn decompress() {
    replay("decompress", oracles::decompress::check);
}

proptest! {
    #[test]
    fn any_bytes(input in prop::collection::vec(any::<u8>(), 0..200)) {
        oracles::headers::check(&input);
        oracles::charset::check(&input);
        oracles::decompress::check(&input);
    }

    #[test]
    fn any_url(saved in SAVED, called in "[a/.%25cCeEfF;\\\\?#@:]{0,24}") {
        oracles::url_match::check(format!("{saved}\n{called}").as_bytes());
    }

    #[test]
    fn any_entries(
        method in "GET|POST",
        entries in prop::collection::vec("(GET|POST)\t(14|16|18|20)(\t(:[aAbB]:[0-9]|=[aAbB]=[0-9])){0,4}", 0..6),
        called in "([aAbB]:[0-9]\t){0,4}",
        data in "\\{(\"a\":[0-9])?\\}|null|\\[\\]",
    ) {
        let entries = entries.join("\n");
        let input = format!("{method}\nhttps://a.test/one/two?a=0\n{data}\n{called}\n{entries}");
        oracles::merge::check(input.as_bytes());
    }
}

const SAVED: &str = "https?://(a|b)\\.test(:443|:80|\\.)?(/[ab]{1,2}){0,2}/?";
