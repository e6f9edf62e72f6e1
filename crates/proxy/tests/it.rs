//! The engine over real sockets, against an upstream that records what it saw.

mod it {
    mod support;

    mod merge;
}
