//! The sockets that listen, from `/proc/net/tcp` and `/proc/net/tcp6`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The state LISTEN, as the kernel numbers them (`include/net/tcp_states.h`).
const LISTEN: &str = "0A";
/// Where Docker answers names on networks of the user's; not the container's own.
const ENGINE_NAMES: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 11);

/// Who reaches a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Every interface.
    All,
    /// One address.
    One,
    /// The container itself only.
    Loopback,
}

/// A TCP port with somebody behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listener {
    /// Its port.
    pub port: u16,
    /// Who reaches it.
    pub reach: Reach,
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reach {
            Reach::All => write!(f, "{}", self.port),
            Reach::One => write!(f, "{} (one address)", self.port),
            Reach::Loopback => write!(f, "{} (loopback)", self.port),
        }
    }
}

/// The ports that listen, in order, each with its widest reach; lines that are no sockets are passed over.
pub fn listeners(tables: &str) -> Vec<Listener> {
    let mut found: Vec<Listener> = tables.lines().filter_map(listener).collect();
    found.sort_unstable();
    found.dedup_by_key(|it| it.port);
    found
}

fn listener(line: &str) -> Option<Listener> {
    let mut words = line.split_whitespace().skip(1);
    let (address, port) = words.next()?.split_once(':')?;
    if words.nth(1)? != LISTEN {
        return None;
    }
    let port = u16::from_str_radix(port, 16).ok()?;
    let address = address_of(address)?;
    let reach = match address {
        address if address == IpAddr::V4(ENGINE_NAMES) => return None,
        address if address.is_unspecified() => Reach::All,
        address if address.is_loopback() => Reach::Loopback,
        _ => Reach::One,
    };
    Some(Listener { port, reach })
}

/// An address in words of four bytes, each in the order of the machine; all that run containers are little-endian but one.
fn address_of(digits: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let digits = digits.get(at * 8..at * 8 + 8)?;
        u32::from_str_radix(digits, 16).ok().map(u32::to_le_bytes)
    };
    match digits.len() {
        8 => word(0).map(IpAddr::from),
        32 => {
            let mut bytes = [0; 16];
            for (at, part) in bytes.chunks_mut(4).enumerate() {
                part.copy_from_slice(&word(at)?);
            }
            Some(Ipv6Addr::from(bytes).to_canonical())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tables: &str, expected: &str) {
        let found: Vec<String> = listeners(tables).iter().map(Listener::to_string).collect();
        assert_eq!(found.join(", "), expected, "{tables}");
    }

    #[test]
    fn addresses_and_states() {
        check(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n\
                0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n\
                1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n\
                2: 020011AC:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n\
                3: 020011AC:0051 010011AC:8000 01 00000000:00000000 00:00000000 00000000\n\
                4: 0B00007F:8F2B 00000000:0000 0A 00000000:00000000 00:00000000 00000000\n",
            "80 (one address), 3000, 8080 (loopback)",
        );
        check(
            "  sl  local_address                         remote_address                        st\n\
                0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A\n\
                1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A\n\
                2: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A\n",
            "80, 81 (loopback), 82 (loopback)",
        );
    }

    #[test]
    fn the_widest_reach_counts_and_nonsense_does_not() {
        check("0: 0100007F:0050 0:0 0A\n0: 00000000000000000000000000000000:0050 0:0 0A", "80");
        for text in [
            "",
            "cat: no such file",
            "0: 00000000:50000 0:0 0A",
            "0: é0000000:0050 0:0 0A",
            "0: 0:0",
        ] {
            check(text, "");
        }
    }
}
