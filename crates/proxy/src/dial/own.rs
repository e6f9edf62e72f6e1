//! Detects this server's own listeners (T10), no matter which address of the machine is used.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use super::DialError;

/// Refuses an address that leads to one of `listeners`.
pub(super) fn refuse(listeners: &[SocketAddr], address: SocketAddr) -> Result<(), DialError> {
    let leads_to = |listener: &SocketAddr| {
        let own = listener.ip().to_canonical();
        listener.port() == address.port()
            && (own == address.ip() || (own.is_unspecified() && is_of_this_machine(address.ip())))
    };
    if listeners.iter().any(leads_to) {
        Err(DialError::Own(address))
    } else {
        Ok(())
    }
}

/// Returns true if the address belongs to this machine.
///
/// To find out, it connects a UDP socket to the address, which sends no packet. If the address is the
/// machine's own, the system gives the socket the same address as its local one.
fn is_of_this_machine(ip: IpAddr) -> bool {
    if ip.is_loopback() || ip.is_unspecified() {
        return true;
    }
    let any: IpAddr = match ip {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    UdpSocket::bind((any, 0))
        .and_then(|socket| {
            socket.connect((ip, 9))?;
            socket.local_addr()
        })
        .is_ok_and(|own| own.ip() == ip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_known_by_all_its_addresses() {
        // T10
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let everywhere = [address("0.0.0.0:8080")];
        for text in ["127.0.0.1:8080", "127.9.9.9:8080", "[::1]:8080"] {
            assert!(refuse(&everywhere, address(text)).is_err(), "{text}");
        }
        for text in ["127.0.0.1:8081", "192.0.2.1:8080"] {
            assert!(refuse(&everywhere, address(text)).is_ok(), "{text}");
        }
        let one = [address("127.0.0.1:9090")];
        assert!(refuse(&one, address("127.0.0.1:9090")).is_err());
        assert!(refuse(&one, address("127.0.0.2:9090")).is_ok());
    }
}
