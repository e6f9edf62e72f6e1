//! A name server for the tests that listens on loopback over UDP. The product's resolver queries it
//! like any other server, so that rebinding, mixed answers and odd names are tested for real.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use plugdock_proxy::Resolver;
use tokio::net::UdpSocket;

const A: u16 = 1;
const CNAME: u16 = 5;
const AAAA: u16 = 28;
const NO_SUCH_NAME: u8 = 3;

/// The record of a name.
enum Record {
    /// Lists of addresses. Each query of an address family takes the next list, and the last one
    /// repeats.
    Addresses(Vec<Vec<IpAddr>>),
    /// An alias for another name.
    Alias(String),
}

#[derive(Default)]
struct Zone {
    records: HashMap<String, Record>,
    asked: Vec<(String, u16)>,
}

/// The name server. It answers with TTL 0, so that nothing is cached between two connections.
pub(super) struct NameServer {
    address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

impl NameServer {
    pub(super) async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let zone = Arc::new(Mutex::new(Zone::default()));
        let own = Arc::clone(&zone);
        tokio::spawn(async move {
            let mut packet = [0; 512];
            while let Ok((size, from)) = socket.recv_from(&mut packet).await {
                let answer = own.lock().unwrap().answer(&packet[..size]);
                // The client may have disconnected.
                drop(socket.send_to(&answer, from).await);
            }
        });
        Self { address, zone }
    }

    /// Starts a server with these names and addresses.
    pub(super) async fn of(names: &[(&str, &[&str])]) -> Self {
        let server = Self::start().await;
        for (name, addresses) in names {
            server.says(name, addresses);
        }
        server
    }

    /// Sets the addresses of `name`.
    pub(super) fn says(&self, name: &str, addresses: &[&str]) {
        self.says_in_turn(name, &[addresses]);
    }

    /// Sets the lists of addresses that `name` has one after the other.
    pub(super) fn says_in_turn(&self, name: &str, lists: &[&[&str]]) {
        let list = |list: &&[&str]| list.iter().map(|ip| ip.parse().unwrap()).collect();
        let record = Record::Addresses(lists.iter().map(list).collect());
        self.zone.lock().unwrap().put(name, record);
    }

    /// Makes `name` an alias of `target`.
    pub(super) fn says_alias(&self, name: &str, target: &str) {
        let record = Record::Alias(target.to_owned());
        self.zone.lock().unwrap().put(name, record);
    }

    /// Returns the number of queries for the IPv4 addresses of `name`.
    pub(super) fn asked(&self, name: &str) -> usize {
        let zone = self.zone.lock().unwrap();
        let is_it = |(own, kind): &&(String, u16)| own == name && *kind == A;
        zone.asked.iter().filter(is_it).count()
    }

    /// Returns the value for `Config::resolver`.
    pub(super) fn resolver(&self) -> Resolver {
        Resolver::Servers(vec![self.address])
    }
}

impl Zone {
    fn put(&mut self, name: &str, record: Record) {
        self.records.insert(name.to_owned(), record);
    }

    /// Returns the answer to one query (RFC 1035, 4.1).
    fn answer(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut at = 12;
        let mut labels = Vec::new();
        while packet[at] != 0 {
            let end = at + 1 + usize::from(packet[at]);
            labels.push(String::from_utf8_lossy(&packet[at + 1..end]).to_lowercase());
            at = end;
        }
        let kind = u16::from_be_bytes([packet[at + 1], packet[at + 2]]);
        let question = &packet[12..at + 5];
        let name = labels.join(".");
        let turn = self
            .asked
            .iter()
            .filter(|own| **own == (name.clone(), kind))
            .count();
        self.asked.push((name.clone(), kind));

        let mut records = Vec::new();
        let mut code = 0;
        let mut next = name;
        while let Some(record) = self.records.get(&next) {
            match record {
                Record::Alias(target) => {
                    records.push(resource(&next, CNAME, &encoded(target)));
                    next.clone_from(target);
                }
                Record::Addresses(lists) => {
                    for ip in &lists[turn.min(lists.len() - 1)] {
                        match ip {
                            IpAddr::V4(ip) if kind == A => {
                                records.push(resource(&next, A, &ip.octets()));
                            }
                            IpAddr::V6(ip) if kind == AAAA => {
                                records.push(resource(&next, AAAA, &ip.octets()));
                            }
                            _ => {}
                        }
                    }
                    break;
                }
            }
        }
        if !self.records.contains_key(&next) {
            code = NO_SUCH_NAME;
        }
        let mut answer = packet[..2].to_vec();
        answer.extend([0x84, 0x80 | code, 0, 1]);
        answer.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
        answer.extend([0; 4]);
        answer.extend(question);
        answer.extend(records.concat());
        answer
    }
}

fn encoded(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in name.split('.') {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend(label.as_bytes());
    }
    out.push(0);
    out
}

/// Encodes a record of class IN with TTL 0.
fn resource(name: &str, kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = encoded(name);
    out.extend(kind.to_be_bytes());
    out.extend([0, 1, 0, 0, 0, 0]);
    out.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    out.extend(data);
    out
}
