//! Tests the rules against independent implementations of their specification.

#[cfg(test)]
mod it {
    mod coding;
    mod corpora;
    mod failure;
    mod merging;
    mod oracles;
    mod prepare;
    #[path = "../../../../fuzz/replay.rs"]
    mod replay;
}
