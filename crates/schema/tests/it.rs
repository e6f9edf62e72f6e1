//! Properties that must hold for any input. They are tested with the fuzzers' corpora and with
//! random inputs.

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
