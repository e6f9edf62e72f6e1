//! The rules against independent readings of what they should do.

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
