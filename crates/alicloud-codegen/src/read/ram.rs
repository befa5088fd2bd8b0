//! Reads the prefixes of RAM actions. Only corrections add these prefixes to a specification.

use crate::{
    diagnostic::{Diagnostics, join},
    nearest,
    node::Object,
    spec::Spec,
};

/// The key with the default prefix of all operations.
const PREFIX: &str = "x-ram-prefix";

/// The key with other prefixes, each with the names of operations that use the prefix, such as
/// `{"vpc": ["CreateVpc"]}`.
const EXCEPTIONS: &str = "x-ram-exceptions";

pub(super) fn read(root: &Object<'_>, spec: &mut Spec, diagnostics: &mut Diagnostics) {
    let prefix = root.text(PREFIX, diagnostics);
    if !prefix.is_empty() {
        check(&prefix, join(&root.pointer, PREFIX), diagnostics);
        spec.ram_prefix = Some(prefix);
    }
    let exceptions = root.object(EXCEPTIONS, diagnostics);
    for (prefix, _) in exceptions.entries() {
        let pointer = join(&exceptions.pointer, prefix);
        check(prefix, pointer.clone(), diagnostics);
        for name in exceptions.texts(prefix, diagnostics) {
            match spec.apis.iter_mut().find(|api| api.name == name) {
                Some(api) => api.ram_prefix = Some(prefix.to_owned()),
                None => {
                    let known = spec.apis.iter().map(|api| api.name.as_str());
                    let hint = nearest::suggest(&name, known);
                    diagnostics.error(&pointer, format!("unknown operation `{name}`{hint}"));
                }
            }
        }
    }
}

fn check(prefix: &str, pointer: String, diagnostics: &mut Diagnostics) {
    let allowed = |letter: char| letter.is_ascii_lowercase() || "0123456789-".contains(letter);
    if prefix.is_empty() || !prefix.chars().all(allowed) {
        diagnostics.error(
            pointer,
            "the prefix must have only lower-case letters, digits and hyphens, such as `ecs`",
        );
    }
}
