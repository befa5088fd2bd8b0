//! The hosts in `NO_PROXY`, which are called without a proxy.

use std::net::IpAddr;

use http::{Uri, uri::Scheme};

/// The entries of `NO_PROXY`.
#[derive(Default)]
pub(super) struct NoProxy(Vec<Entry>);

struct Entry {
    hosts: Hosts,
    /// The port, or `None` for any port.
    port: Option<u16>,
}

enum Hosts {
    All,
    /// An address and a number of bits. The entry matches addresses that have the same first bits.
    Block(IpAddr, u32),
    /// A domain name without a dot at either end, and whether the domain itself matches.
    Domain(Box<str>, bool),
}

impl NoProxy {
    pub(super) fn new(list: &str) -> Self {
        Self(list.split(',').filter_map(Entry::new).collect())
    }

    pub(super) fn covers(&self, uri: &Uri) -> bool {
        let host = uri.host().unwrap_or_default();
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        self.0
            .iter()
            .any(|entry| entry.port.is_none_or(|only| only == port) && entry.hosts.contain(host))
    }
}

impl Entry {
    fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let (hosts, port) =
            split_port(text).map_or((text, None), |(hosts, port)| (hosts, Some(port)));
        let hosts = match hosts {
            "*" => Hosts::All,
            _ => block(hosts).or_else(|| domain(hosts))?,
        };
        Some(Self { hosts, port })
    }
}

/// Splits off a port after a colon, unless the colon is part of an IPv6 address.
fn split_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let is_bare_address = host.contains(':') && !host.ends_with(']');
    (!is_bare_address).then_some((host, port.parse().ok()?))
}

fn block(text: &str) -> Option<Hosts> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let address = address_of(address)?;
    let all = width(address);
    let bits = bits.map_or(Some(all), |bits| bits.parse().ok())?;
    (bits <= all).then_some(Hosts::Block(address, bits))
}

fn domain(text: &str) -> Option<Hosts> {
    let (name, itself) = match text.strip_prefix("*.") {
        Some(name) => (name, false),
        None => (text.strip_prefix('.').unwrap_or(text), true),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    (!name.is_empty()).then(|| Hosts::Domain(name.into(), itself))
}

fn address_of(host: &str) -> Option<IpAddr> {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host).parse().ok()
}

fn width(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The first `bits` bits of an address.
fn prefix(address: IpAddr, bits: u32) -> u128 {
    let number = match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    };
    // A shift of a `u128` by 128 bits overflows.
    number.checked_shr(width(address) - bits).unwrap_or(0)
}

impl Hosts {
    fn contain(&self, host: &str) -> bool {
        match (self, address_of(host)) {
            (Self::All, _) => true,
            (Self::Block(network, bits), Some(address)) => {
                width(address) == width(*network)
                    && prefix(address, *bits) == prefix(*network, *bits)
            }
            (Self::Domain(name, itself), None) => {
                let host = host.strip_suffix('.').unwrap_or(host);
                match host.len().checked_sub(name.len()) {
                    Some(0) => *itself && host.eq_ignore_ascii_case(name),
                    Some(before) => {
                        // The host of a URI is ASCII, so an entry that isn't ASCII never matches.
                        let (before, end) = host.as_bytes().split_at(before);
                        before.ends_with(b".") && end.eq_ignore_ascii_case(name.as_bytes())
                    }
                    None => false,
                }
            }
            _ => false,
        }
    }
}
