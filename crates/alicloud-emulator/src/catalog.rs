//! The specifications that an emulator serves.

use std::sync::Arc;

use http::{HeaderMap, header::HOST};

use crate::specification::{Specification, SpecificationError};

/// The specifications, each with the host that it is served at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    specification: Arc<Specification>,
    /// The file that contains the specification.
    file: Option<String>,
    /// The host of the calls, without a port. `None` if the specification is served at every host.
    host: Option<String>,
    /// Whether the specification is part of this crate. A specification of the same product and
    /// version replaces it.
    is_built_in: bool,
}

impl Catalog {
    /// The specifications that are part of this crate.
    pub(crate) fn built_in() -> Self {
        Self(vec![
            #[cfg(feature = "ecs")]
            Entry {
                specification: crate::ecs::specification(),
                file: None,
                host: None,
                is_built_in: true,
            },
        ])
    }

    /// Adds a specification. Errors name the `file` that contains it.
    ///
    /// # Errors
    ///
    /// Fails if another specification has an operation with the same name and version, and both are
    /// served at the same host or at every host.
    pub(crate) fn add(
        &mut self,
        specification: Specification,
        host: Option<String>,
        file: Option<String>,
    ) -> Result<(), SpecificationError> {
        let host = host.map(|host| host.to_ascii_lowercase());
        let is_same = |other: &Specification| {
            other.is_of(&specification.product) && other.version == specification.version
        };
        self.0
            .retain(|entry| !(entry.is_built_in && is_same(&entry.specification)));
        let entry = Entry {
            specification: Arc::new(specification),
            file,
            host,
            is_built_in: false,
        };
        for other in self.0.iter().filter(|other| other.host == entry.host) {
            if let Some(action) = shared_operation(&other.specification, &entry.specification) {
                return Err(SpecificationError::new(format!(
                    "{} and {} both have the operation {action} of version {}: serve each of them \
                     at a host of its own",
                    other.name(),
                    entry.name(),
                    entry.specification.version
                )));
            }
        }
        self.0.push(entry);
        Ok(())
    }

    /// All specifications.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Specification> {
        self.0.iter().map(|entry| &*entry.specification)
    }

    /// The specifications of a version that are served at the host of a request. Those with a host
    /// come first.
    pub(crate) fn of(&self, version: &str, headers: &HeaderMap) -> Vec<&Arc<Specification>> {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.map(|host| host.split(':').next().unwrap_or(host).to_ascii_lowercase());
        let of_version = || {
            self.0
                .iter()
                .filter(|entry| entry.specification.version == version)
        };
        let at_host = of_version().filter(|entry| entry.host.is_some() && entry.host == host);
        let at_every_host = of_version().filter(|entry| entry.host.is_none());
        at_host
            .chain(at_every_host)
            .map(|entry| &entry.specification)
            .collect()
    }
}

impl Entry {
    /// A name for error messages.
    fn name(&self) -> String {
        match &self.file {
            Some(file) => file.clone(),
            None if self.is_built_in => {
                format!(
                    "the built-in specification of {}",
                    self.specification.product
                )
            }
            None => format!("the specification of {}", self.specification.product),
        }
    }
}

/// An operation that both specifications have, if their versions are the same.
fn shared_operation<'a>(one: &'a Specification, other: &Specification) -> Option<&'a str> {
    if one.version != other.version {
        return None;
    }
    one.operation_names()
        .find(|action| other.operation(action).is_some())
}
