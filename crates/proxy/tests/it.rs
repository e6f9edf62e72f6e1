//! Tests the engine over real sockets, against an upstream that records what it receives.

#[cfg(test)]
mod it {
    mod hostile;
    mod inside;
    mod name_server;
    mod support;

    mod address;
    mod answer;
    mod astray;
    mod client_certificate;
    mod credentials;
    mod egress;
    mod failure;
    mod fair;
    mod leaving;
    mod limits;
    mod merge;
    mod tls;
    mod upload;
}
