//! The specifications that an emulator serves.

use std::sync::Arc;

use http::HeaderMap;

use crate::{
    protocol::authority,
    specification::{Specification, SpecificationError},
};

/// The specifications, each with the host that it is served at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    content: Content,
    /// The file that contains the specification.
    file: Option<String>,
    /// The host of the calls, without a port. `None` if the specification is served at every host.
    host: Option<String>,
}

#[derive(Clone, Debug)]
enum Content {
    /// The specification of ECS that is part of this crate. Its text is parsed on the first use.
    #[cfg(feature = "ecs")]
    BuiltIn,
    Added(Arc<Specification>),
}

impl Catalog {
    /// The specifications that are part of this crate.
    pub(crate) fn built_in() -> Self {
        Self(vec![
            #[cfg(feature = "ecs")]
            Entry {
                content: Content::BuiltIn,
                file: None,
                host: None,
            },
        ])
    }

    /// Adds a specification. Errors name the `file` that contains it.
    ///
    /// A specification without a host replaces the built-in specification of the same product and
    /// version. A specification with a host comes before the built-in specification at this host.
    ///
    /// # Errors
    ///
    /// Fails if the host isn't a host name. Fails if another specification has an operation with
    /// the same name and version, and both are served at the same host or at every host.
    pub(crate) fn add(
        &mut self,
        specification: Specification,
        host: Option<String>,
        file: Option<String>,
    ) -> Result<(), SpecificationError> {
        let host = host.map(|host| host_name(&host)).transpose()?;
        let entry = Entry {
            content: Content::Added(Arc::new(specification)),
            file,
            host,
        };
        let is_replaced = |other: &Entry| {
            other.is_built_in()
                && entry.host.is_none()
                && other.product().eq_ignore_ascii_case(entry.product())
                && other.version() == entry.version()
        };
        let others = || self.0.iter().filter(|other| !is_replaced(other));
        for other in others().filter(|other| other.host == entry.host) {
            if let Some(action) = shared_operation(other, &entry) {
                return Err(SpecificationError::new(format!(
                    "{} and {} both have the operation {action} of version {}: serve each of them \
                     at a host of its own",
                    other.name(),
                    entry.name(),
                    entry.version()
                )));
            }
        }
        self.0.retain(|other| !is_replaced(other));
        self.0.push(entry);
        Ok(())
    }

    /// The product of an operation. If no specification has the operation, the product of the
    /// version at the host of the request.
    pub(crate) fn product(&self, action: &str, version: &str, headers: &HeaderMap) -> Option<&str> {
        let specifications = self.of(version, headers);
        specifications
            .iter()
            .find(|specification| specification.operation(action).is_some())
            .or_else(|| specifications.first())
            .map(|specification| &*specification.product)
    }

    /// The number of specifications.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// All specifications.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Specification> {
        self.0.iter().map(|entry| &**entry.specification())
    }

    /// The specifications of a version that are served at the host of a request. Those with a host
    /// come first.
    pub(crate) fn of(&self, version: &str, headers: &HeaderMap) -> Vec<&Arc<Specification>> {
        let host = authority(headers).map(|authority| normal_host(authority.host()));
        let of_version = || self.0.iter().filter(|entry| entry.version() == version);
        let at_host = of_version().filter(|entry| entry.host.is_some() && entry.host == host);
        let at_every_host = of_version().filter(|entry| entry.host.is_none());
        at_host
            .chain(at_every_host)
            .map(Entry::specification)
            .collect()
    }
}

impl Entry {
    fn specification(&self) -> &Arc<Specification> {
        match &self.content {
            #[cfg(feature = "ecs")]
            Content::BuiltIn => crate::ecs::specification(),
            Content::Added(specification) => specification,
        }
    }

    /// The product. The built-in specification isn't parsed.
    fn product(&self) -> &str {
        match &self.content {
            #[cfg(feature = "ecs")]
            Content::BuiltIn => crate::ecs::Ecs::PRODUCT,
            Content::Added(specification) => &specification.product,
        }
    }

    /// The version. The built-in specification isn't parsed.
    fn version(&self) -> &str {
        match &self.content {
            #[cfg(feature = "ecs")]
            Content::BuiltIn => crate::ecs::Ecs::VERSION,
            Content::Added(specification) => &specification.version,
        }
    }

    fn is_built_in(&self) -> bool {
        !matches!(self.content, Content::Added(_))
    }

    /// A name for error messages.
    fn name(&self) -> String {
        match &self.file {
            Some(file) => file.clone(),
            None if self.is_built_in() => {
                format!("the built-in specification of {}", self.product())
            }
            None => format!("the specification of {}", self.product()),
        }
    }
}

/// The name of a host in normal form.
///
/// # Errors
///
/// Fails if the name contains other characters than host names have, such as a port.
fn host_name(host: &str) -> Result<String, SpecificationError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let normal = normal_host(host);
    if normal.split('.').any(str::is_empty) || !normal.bytes().all(allowed) {
        return Err(SpecificationError::new(format!(
            "the host {host:?} must consist of ASCII letters, digits, hyphens and dots, such as \
             slb.example"
        )));
    }
    Ok(normal)
}

/// The host in lower case, without the dot at the end that a full domain name may have.
fn normal_host(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// An operation that both specifications have, if their versions are the same.
fn shared_operation<'a>(one: &'a Entry, other: &Entry) -> Option<&'a str> {
    if one.version() != other.version() {
        return None;
    }
    let other = other.specification();
    one.specification()
        .operation_names()
        .find(|action| other.operation(action).is_some())
}

#[cfg(all(test, feature = "ecs"))]
mod tests {
    use super::*;

    const EMPTY_ECS: &str = r#"{
        "info": {"style": "RPC", "product": "Ecs", "version": "2014-05-26"},
        "apis": {}
    }"#;

    fn contents(catalog: &Catalog) -> Vec<bool> {
        catalog.0.iter().map(Entry::is_built_in).collect()
    }

    #[test]
    fn a_specification_without_a_host_replaces_the_built_in_specification() {
        let mut catalog = Catalog::built_in();
        let ecs = || Specification::read(EMPTY_ECS).unwrap();
        catalog.add(ecs(), Some("X.example".into()), None).unwrap();
        assert_eq!(contents(&catalog), [true, false]);
        catalog.add(ecs(), None, None).unwrap();
        assert_eq!(contents(&catalog), [false, false]);
    }

    #[test]
    fn hosts_are_names_without_a_port() {
        assert_eq!(host_name("SLB.example.").unwrap(), "slb.example");
        for bad in [
            "",
            ".",
            "a..b",
            "slb.example:80",
            "[::1]",
            "a b",
            "http://slb.example",
        ] {
            assert!(host_name(bad).is_err(), "{bad:?}");
        }
    }
}
