//! The targets that test `crates/schema`. They share this file, and the name of the binary selects one.

#![no_main]

#[path = "../../crates/schema/tests/it/oracles/mod.rs"]
#[expect(dead_code, reason = "the crate's tests use more of it")]
mod oracles;

libfuzzer_sys::fuzz_target!(|input: &[u8]| match env!("CARGO_BIN_NAME") {
    "rich" => oracles::rich::check(input),
    "query" => oracles::query::check(input),
    "formula" => oracles::formula::check(input),
    other => panic!("there is no target {other}"),
});
