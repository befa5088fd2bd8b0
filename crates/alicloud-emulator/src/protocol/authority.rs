//! The host of a request.

use http::{HeaderMap, header::HOST, uri::Authority};

/// The host and port in the `Host` header. `None` if the header is invalid, absent or repeated.
pub(crate) fn authority(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_valid_host() {
        let host = |hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, host.parse().unwrap());
            }
            authority(&headers).map(|authority| authority.host().to_owned())
        };
        assert_eq!(host(&["a.example:80"]).as_deref(), Some("a.example"));
        assert_eq!(host(&["[::1]:80"]).as_deref(), Some("[::1]"));
        assert_eq!(host(&["[::1]"]).as_deref(), Some("[::1]"));
        assert_eq!(host(&["a b"]), None);
        assert_eq!(host(&[]), None);
        assert_eq!(host(&["a.example", "b.example"]), None);
    }
}
