//! The engine over real sockets, against an upstream that records what it saw.

#[cfg(test)]
mod it {
    mod support;

    mod address;
    mod answer;
    mod failure;
    mod leaving;
    mod limits;
    mod merge;
    mod tls;
    mod upload;
}
