#![no_main]

#[path = "../../crates/schema/tests/it/oracles/mod.rs"]
#[expect(dead_code, reason = "each target runs one of them")]
mod oracles;

libfuzzer_sys::fuzz_target!(|input: &[u8]| oracles::formula::check(input));
