//! Parsers of argument values.

use std::{net::SocketAddr, num::NonZeroUsize, path::PathBuf, time::Duration};

use alicloud::{Network, error::EndpointError};
use alicloud_ecs::PRODUCT;
use jiff::SignedDuration;

/// The source of instance ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InstanceSource {
    Id(String),
    /// Stdin, with one id on each line.
    Stdin,
}

pub(super) fn region_id(text: &str) -> Result<String, EndpointError> {
    // A region id is valid if an endpoint can be formed from the id.
    PRODUCT
        .endpoint(Network::Public, Some(text))
        .map(|_| text.to_owned())
}

pub(super) fn instance_source(text: &str) -> Result<InstanceSource, &'static str> {
    match text {
        "-" => Ok(InstanceSource::Stdin),
        _ => instance_id(text).map(InstanceSource::Id),
    }
}

pub(crate) fn instance_id(text: &str) -> Result<String, &'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err(
            "an instance id must consist of ASCII letters, digits, hyphens and underscores, such \
             as i-bp1234567890 (ecs-console instances lists the ids)",
        );
    }
    Ok(text.to_owned())
}

pub(super) fn exact_name(text: &str) -> Result<String, &'static str> {
    match text {
        "" => Err("an instance name can't be empty"),
        // The API matches any text with an asterisk, and names can't contain an asterisk.
        _ if text.contains('*') => Err(
            "a name with * is a pattern: use an exact name, or find the instance with ecs-console \
             instances --name",
        ),
        _ => Ok(text.to_owned()),
    }
}

/// The highest accepted value of `--concurrency`, because every concurrent call may need a thread
/// and a connection.
const MOST_AT_A_TIME: usize = 64;

pub(super) fn concurrency(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse()
        .ok()
        .filter(|number: &NonZeroUsize| number.get() <= MOST_AT_A_TIME)
        .ok_or("the number must be from 1 to 64")
}

/// The longest accepted duration.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn duration(text: &str) -> Result<Duration, &'static str> {
    let duration: SignedDuration = text
        .parse()
        .map_err(|_| "a duration must be a number with a unit, such as 90s, 1.5m or 1m30s")?;
    match Duration::try_from(duration) {
        Ok(duration) if !duration.is_zero() && duration <= DAY => Ok(duration),
        _ => Err("the duration must be more than zero and at most 24 hours"),
    }
}

/// A file with a specification, and the host at which the specification is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpecificationSource {
    pub(crate) host: Option<String>,
    pub(crate) file: PathBuf,
}

/// Splits `HOST=FILE`. Text before `=` that contains a slash or a backslash belongs to the file.
pub(super) fn specification(text: &str) -> Result<SpecificationSource, &'static str> {
    let (host, file) = match text.split_once('=') {
        Some((host, file)) if !host.contains(['/', '\\']) => (Some(host), file),
        _ => (None, text),
    };
    if file.is_empty() {
        return Err("the name of a file is missing");
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    if host.is_some_and(|host| host.is_empty() || !host.bytes().all(allowed)) {
        return Err(
            "the host before = must consist of ASCII letters, digits, hyphens and dots, such as \
             slb.example",
        );
    }
    Ok(SpecificationSource {
        host: host.map(str::to_owned),
        file: file.into(),
    })
}

pub(super) fn loopback(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "the address must be an IP address and a port, such as 127.0.0.1:8080")?;
    if !address.ip().is_loopback() {
        return Err("the address must be a loopback address, such as 127.0.0.1:8080");
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_the_characters_of_region_ids_and_instance_ids() {
        for good in ["cn-hangzhou", "ap-southeast-1", "CN1"] {
            assert_eq!(region_id(good), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "cn_hangzhou",
            "../evil",
            "evil.com/",
            "cn hangzhou",
            "cn-ä",
            "a\n",
            "-cn",
        ] {
            assert!(region_id(bad).is_err(), "{bad:?}");
        }
        for good in ["i-bp1", "AY121018033933eaxxxxxxx", "eci_1"] {
            let id = InstanceSource::Id(good.to_owned());
            assert_eq!(instance_source(good), Ok(id));
        }
        assert_eq!(instance_source("-"), Ok(InstanceSource::Stdin));
        for bad in ["", "i-bp1 ", "i&x=1", "i/1", "i.1", "ｉ-1"] {
            assert!(instance_source(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn durations_need_a_unit_and_are_bounded() {
        for (text, seconds) in [
            ("60s", 60.0),
            ("250ms", 0.25),
            ("1.5m", 90.0),
            ("1m30s", 90.0),
            ("1m 30s", 90.0),
            ("2 minutes", 120.0),
            ("PT2M", 120.0),
            ("24h", 86_400.0),
        ] {
            assert_eq!(
                duration(text),
                Ok(Duration::from_secs_f64(seconds)),
                "{text}"
            );
        }
        for (bad, part) in [
            ("", "unit"),
            ("60", "unit"),
            ("s", "unit"),
            ("soon", "unit"),
            ("60s!", "unit"),
            ("1 month", "unit"),
            ("0s", "more than zero"),
            ("-60s", "more than zero"),
            ("25h", "at most 24 hours"),
            ("9999999999h", "at most 24 hours"),
        ] {
            let problem = duration(bad).unwrap_err();
            assert!(problem.contains(part), "{bad}: {problem}");
        }
    }

    #[test]
    fn accepts_a_concurrency_from_1_to_64() {
        for (text, number) in [("1", Some(1)), ("64", Some(64))] {
            assert_eq!(concurrency(text).ok().map(NonZeroUsize::get), number);
        }
        for bad in ["", "0", "65", "-1", "many", "99999999999999999999"] {
            assert!(concurrency(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn splits_the_host_from_the_file_of_a_specification() {
        let source = |host: Option<&str>, file: &str| {
            Ok(SpecificationSource {
                host: host.map(str::to_owned),
                file: file.into(),
            })
        };
        assert_eq!(specification("slb.json"), source(None, "slb.json"));
        assert_eq!(specification("./a=b.json"), source(None, "./a=b.json"));
        assert_eq!(specification("C:\\a=b.json"), source(None, "C:\\a=b.json"));
        assert_eq!(
            specification("slb.example=/tmp/a=b.json"),
            source(Some("slb.example"), "/tmp/a=b.json")
        );
        for bad in ["", "slb.example=", "=slb.json", "slb example=a", "h:80=a"] {
            assert!(specification(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn accepts_only_loopback_addresses_for_the_emulator() {
        assert_eq!(loopback("127.0.0.1:80"), Ok(([127, 0, 0, 1], 80).into()));
        assert!(loopback("[::1]:0").is_ok());
        for bad in [
            "0.0.0.0:80",
            "192.0.2.1:80",
            "[::]:80",
            "localhost",
            "127.0.0.1",
            "",
        ] {
            assert!(loopback(bad).is_err(), "{bad:?}");
        }
    }
}
