use std::error::Error as _;

use http::{Method, uri::PathAndQuery};

use super::*;
use crate::api::Endpoint;

fn proxies(variables: &[(&str, &str)]) -> Proxies<String> {
    Proxies::new(
        |name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(value.into())
        },
        &["http", "https"],
        |_scheme, url| (!url.contains("unreadable")).then(|| url.to_owned()),
    )
}

fn request(url: &str) -> Request {
    let endpoint = Endpoint::plain_http(url).unwrap();
    Request::plain(Method::GET, endpoint, PathAndQuery::from_static("/"))
}

#[track_caller]
fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
    proxies(variables).choose(&request(url)).unwrap().cloned()
}

fn is_spared(no_proxy: &str, url: &str) -> bool {
    let variables = [("ALL_PROXY", "http://proxy"), ("NO_PROXY", no_proxy)];
    chosen(&variables, url).is_none()
}

#[test]
fn endpoint_scheme_selects_the_variable() {
    let all = [
        ("HTTPS_PROXY", "http://1"),
        ("https_proxy", "http://2"),
        ("HTTP_PROXY", "http://3"),
        ("http_proxy", "http://4"),
        ("ALL_PROXY", "http://5"),
        ("all_proxy", "http://6"),
    ];
    for (url, order) in [("https://ecs", [0, 1, 4, 5]), ("http://ecs", [2, 3, 4, 5])] {
        for used in 0..order.len() {
            let rest: Vec<_> = order[used..].iter().map(|at| all[*at]).collect();
            assert_eq!(chosen(&rest, url).as_deref(), Some(rest[0].1), "{rest:?}");
            // An empty variable counts as unset.
            let mut rest = rest;
            rest[0].1 = " ";
            assert_eq!(
                chosen(&rest, url).as_deref(),
                rest.get(1).map(|next| next.1)
            );
        }
    }
    assert_eq!(chosen(&all[..2], "http://ecs"), None);
    assert_eq!(chosen(&all[2..4], "https://ecs"), None);
    assert!(proxies(&[]).is_empty());
    assert!(!proxies(&all[2..3]).is_empty());
}

#[test]
fn cgi_programs_ignore_http_proxy() {
    let cgi = ("REQUEST_METHOD", "GET");
    for untrusted in ["HTTP_PROXY", "http_proxy"] {
        let untrusted = (untrusted, "http://of.the.caller");
        assert_eq!(chosen(&[cgi, untrusted], "http://ecs"), None);
        let all = ("ALL_PROXY", "http://proxy");
        let proxy = chosen(&[cgi, untrusted, all], "http://ecs");
        assert_eq!(proxy.as_deref(), Some("http://proxy"));
    }
    let proxy = chosen(&[cgi, ("HTTPS_PROXY", "http://proxy")], "https://ecs");
    assert_eq!(proxy.as_deref(), Some("http://proxy"));
}

#[test]
fn no_proxy_entries_match_their_hosts() {
    for (list, spared, not_spared) in [
        (
            "example.com",
            &[
                "https://example.com",
                "https://EXAMPLE.com.",
                "https://a.b.example.com:8443",
            ][..],
            &[
                "https://notexample.com",
                "https://example.com.evil",
                "https://com",
            ][..],
        ),
        (
            ".Example.COM.",
            &["https://example.com", "https://ecs.example.com"],
            &["https://notexample.com"],
        ),
        (
            "*.example.com",
            &["https://ecs.example.com", "https://a.b.example.com"],
            &["https://example.com", "https://notexample.com"],
        ),
        (
            "*",
            &[
                "https://example.com",
                "http://10.0.0.1",
                "https://[fd00::1]",
            ],
            &[],
        ),
        (
            "localhost, .example.invalid ,\t10.1.2.3",
            &["https://ecs.example.invalid", "https://10.1.2.3"],
            &["https://invalid", "https://10.1.2.4"],
        ),
        (
            "10.0.0.0/8,172.16.0.0/12",
            &["http://10.255.0.1", "http://172.31.0.1"],
            &["http://11.0.0.1", "http://172.32.0.1", "http://[a00::]"],
        ),
        (
            "0.0.0.0/0",
            &["http://8.8.8.8"],
            &["http://[fd00::1]", "http://ecs"],
        ),
        (
            "fd00::/8,[2001:db8::1],2001:db8::2",
            &[
                "http://[fdff::1]",
                "http://[2001:db8::1]",
                "http://[2001:DB8:0::2]",
            ],
            &[
                "http://[fe00::1]",
                "http://[2001:db8::3]",
                "http://253.0.0.0",
            ],
        ),
        (
            "example.com:8443,[fd00::1]:80,10.0.0.0/8:81",
            &[
                "https://ecs.example.com:8443",
                "http://[fd00::1]",
                "http://10.0.0.1:81",
            ],
            &[
                "https://ecs.example.com",
                "https://[fd00::1]",
                "http://10.0.0.1",
            ],
        ),
        // Entries that are neither valid addresses nor valid host names.
        (
            ",, ,.,*.,10.0.0.0/33,/,:,[,0.0.1,*example.com,exa*,1/8",
            &[],
            &[
                "http://10.0.0.1",
                "https://ecs.example.com",
                "https://example.com",
                "http://a.",
            ],
        ),
        ("", &[], &["https://example.com"]),
    ] {
        for url in spared {
            assert!(is_spared(list, url), "{list} must cover {url}");
        }
        for url in not_spared {
            assert!(!is_spared(list, url), "{list} must not cover {url}");
        }
    }
}

#[test]
fn lower_case_no_proxy_applies_if_upper_case_is_empty() {
    let proxy = ("ALL_PROXY", "http://proxy");
    let lower = ("no_proxy", "ecs");
    assert_eq!(
        chosen(&[proxy, lower, ("NO_PROXY", "")], "https://ecs"),
        None
    );
    let upper = ("NO_PROXY", "other");
    assert!(chosen(&[proxy, lower, upper], "https://ecs").is_some());
}

#[test]
fn proxies_without_a_scheme_default_to_http() {
    for (value, url) in [
        ("proxy:3128", "http://proxy:3128"),
        ("user:p%40ss@proxy", "http://user:p%40ss@proxy"),
        (" http://proxy/ \n", "http://proxy/"),
        ("HTTPS://proxy", "HTTPS://proxy"),
        ("[fd00::1]:3128", "http://[fd00::1]:3128"),
    ] {
        let proxy = chosen(&[("ALL_PROXY", value)], "https://ecs");
        assert_eq!(proxy.as_deref(), Some(url));
    }
}

#[test]
fn errors_for_unusable_proxies_hide_passwords() {
    for (value, culprit) in [
        ("socks5://user:hunter2@proxy:1080", "\"socks5\""),
        ("socks5h://proxy", "\"socks5h\""),
        ("SOCKS4://proxy", "\"SOCKS4\""),
        ("ftp://hunter2@proxy", "\"ftp\""),
        ("http://", "not the URL of a proxy"),
        ("http://user:hunter2@", "not the URL of a proxy"),
        ("http://user:hunter2@proxy:99999", "not the URL of a proxy"),
        ("http://user:hunter2@proxy:", "not the URL of a proxy"),
        ("hunter2 proxy", "not the URL of a proxy"),
        ("://hunter2", "not the URL of a proxy"),
        ("hunter2:x@y://proxy", "not the URL of a proxy"),
        ("http://hunter2@unreadable", "not the URL of a proxy"),
    ] {
        let proxies = proxies(&[("HTTPS_PROXY", value), ("NO_PROXY", "spared")]);
        let error = proxies.choose(&request("https://ecs")).unwrap_err();
        assert_eq!(error.kind(), Connect);
        assert!(!error.may_have_been_sent());
        let text = error.source().unwrap().to_string();
        assert!(
            text.contains("HTTPS_PROXY") && text.contains(culprit),
            "{text}"
        );
        let shown = format!("{text} {error:?} {proxies:?}");
        assert!(!shown.contains("hunter2"), "{shown}");

        assert_eq!(proxies.iter().count(), 0);
        for url in ["https://spared", "https://localhost", "http://ecs"] {
            assert_eq!(proxies.choose(&request(url)).unwrap(), None);
        }
        let direct = request("https://ecs").without_proxy();
        assert_eq!(proxies.choose(&direct).unwrap(), None);
    }
}
