#![no_main]

#[path = "../../crates/package/tests/it/oracle.rs"]
mod oracle;
#[path = "../../crates/package/tests/it/support.rs"]
#[expect(dead_code, reason = "the crate's tests want more of it")]
mod support;

libfuzzer_sys::fuzz_target!(|input: &[u8]| oracle::check(input));
