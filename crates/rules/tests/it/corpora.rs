//! Runs every input of the fuzz corpora as an ordinary test. Also runs a few thousand random
//! inputs, so that an oracle that cannot pass is found without a fuzzer.

use proptest::prelude::*;

use super::oracles;
use super::replay::replay;

#[test]
fn url_match() {
    replay("url_match", 21, oracles::url_match::check);
}

#[test]
fn merge() {
    replay("merge", 21, oracles::merge::check);
}

#[test]
fn headers() {
    replay("headers", 21, oracles::headers::check);
}

#[test]
fn charset() {
    replay("charset", 21, oracles::charset::check);
}

#[test]
fn decompress() {
    replay("decompress", 21, oracles::decompress::check);
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
    fn any_proxy_configs(
        method in "GET|POST",
        proxy_configs in prop::collection::vec("(GET|POST)\t(14|16|18|20)(\t(:[aAbB]:[0-9]|=[aAbB]=[0-9])){0,4}", 0..6),
        called in "([aAbB]:[0-9]\t){0,4}",
        data in "\\{(\"a\":[0-9])?\\}|null|\\[\\]",
    ) {
        let proxy_configs = proxy_configs.join("\n");
        let input = format!("{method}\nhttps://a.test/one/two?a=0\n{data}\n{called}\n{proxy_configs}");
        oracles::merge::check(input.as_bytes());
    }
}

const SAVED: &str = "https?://(a|b)\\.test(:443|:80|\\.)?(/[ab]{1,2}){0,2}/?";
