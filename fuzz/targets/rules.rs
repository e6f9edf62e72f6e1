//! The targets that test `crates/rules`. They share this file, and the name of the binary selects one.

#![no_main]

#[path = "../../crates/rules/tests/it/oracles/mod.rs"]
mod oracles;

libfuzzer_sys::fuzz_target!(|input: &[u8]| match env!("CARGO_BIN_NAME") {
    "url_match" => oracles::url_match::check(input),
    "merge" => oracles::merge::check(input),
    "headers" => oracles::headers::check(input),
    "charset" => oracles::charset::check(input),
    "decompress" => oracles::decompress::check(input),
    other => panic!("there is no target {other}"),
});
