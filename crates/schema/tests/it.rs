//! What must hold of any input, tried with those that the fuzzers keep and with those of chance.

#[cfg(test)]
mod it {
    mod corpora;
    mod for_pages;
    mod forms;
    mod formulas;
    mod oracles;
    mod queries;
    #[path = "../../../../fuzz/replay.rs"]
    mod replay;
    mod values;
    mod written;
}
