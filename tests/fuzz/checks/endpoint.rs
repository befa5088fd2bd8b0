//! Properties that hold for any endpoint and any region id.

use alicloud::{Endpoint, Network, Product, error::EndpointError, model::Endpoints};

/// A value that no error about an endpoint may contain.
const PLANTED: &str = "pL4nT3";

/// Uses `data` as an endpoint and as a region id.
pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    check_endpoint(text);
    check_region(text);
}

fn check_endpoint(text: &str) {
    let secure = text.parse::<Endpoint>();
    let any = Endpoint::plain_http(text);
    if let Ok(endpoint) = &secure {
        assert_eq!(any.as_ref(), Ok(endpoint));
        let https = endpoint.uri().scheme_str() == Some("https");
        assert!(https || endpoint.is_loopback(), "{endpoint}");
    }
    if let Ok(endpoint) = &any {
        assert_eq!(
            Endpoint::plain_http(&endpoint.to_string()).as_ref(),
            Ok(endpoint)
        );
        let authority = endpoint
            .uri()
            .authority()
            .map_or("", |found| found.as_str());
        assert!(!endpoint.host().is_empty() && !authority.contains(['@', '/', '?', '#']));
        assert_eq!(endpoint.uri().path(), "/");
        assert_eq!(endpoint.uri().query(), None);
    }
    for text in [
        format!("{text}{PLANTED}@host"),
        format!("https://{text}:{PLANTED}@host"),
        format!("https://host/{text}{PLANTED}"),
    ] {
        if let Err(error) = text.parse::<Endpoint>() {
            assert!(!format!("{error} {error:?}").contains(PLANTED), "{error}");
        }
    }
}

/// Checks that a region id determines only one label of the host name.
fn check_region(id: &str) {
    static ECS: Product = Product::new("Ecs", "2014-05-26").endpoints(
        Endpoints::new(&[("cn-hangzhou", "ecs.example.aliyuncs.com")])
            .form("ecs.{region}.aliyuncs.com")
            .vpc_form("ecs-vpc.{region}.aliyuncs.com"),
    );
    for (network, prefix) in [(Network::Public, "ecs"), (Network::Vpc, "ecs-vpc")] {
        match ECS.endpoint(network, Some(id)) {
            Ok(endpoint) if id == "cn-hangzhou" => assert!(endpoint.host().ends_with(".com")),
            Ok(endpoint) => {
                let label = id.to_ascii_lowercase();
                let host = endpoint.host().to_ascii_lowercase();
                assert_eq!(host, format!("{prefix}.{label}.aliyuncs.com"));
                assert_eq!(endpoint.uri().scheme_str(), Some("https"));
                assert_eq!(endpoint.uri().port(), None);
            }
            Err(error) => check_region_error(id, &error),
        }
    }
}

fn check_region_error(id: &str, error: &EndpointError) {
    let named = error.region_id();
    assert!(named.is_some_and(|named| id.starts_with(named)), "{error}");
    let said = error.to_string();
    assert!(!said.chars().any(char::is_control), "{said:?}");
}
