//! Renders the part of `lib.rs` that declares the modules and re-exports their public items.

use crate::{
    name::{Names, TYPES},
    product::Product,
};

/// The beginning of the inline module that contains all generated modules.
const HEAD: &str = r#"// Generated functions are `#[inline]`, so that rustc emits code only for functions that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names follow the API, callers write structs of required fields as literals, and the \
              modules contain deprecated operations"
)]
mod generated {
"#;

/// Renders the module declarations and the re-exports.
///
/// Each operation has a `use` of its own, because rustc then names the feature that a missing
/// operation requires. With a glob import, rustc would not name the feature. The layout is that of
/// rustfmt, because the rest of the file may be written by hand.
pub(crate) fn index(product: &Product, names: &Names) -> String {
    let mut text = HEAD.to_owned();
    let mut exports = vec![export("endpoints", "endpoints::PRODUCT", "")];
    for (operation, names_of) in product.operations.iter().zip(&names.operations) {
        let module = &names_of.module;
        let cfg = format!("#[cfg(feature = \"{}\")]\n", names_of.feature);
        text += &format!("    {cfg}    pub mod {module};\n");
        let allow = if operation.about.deprecated {
            "#[allow(deprecated, reason = \"a feature enables this operation\")]\n"
        } else {
            ""
        };
        let request = names.record(operation.request);
        let request = request.map_or("", |request| request.name.as_str());
        exports.push(export(
            module,
            &format!("{module}::{{self, {request}}}"),
            &format!("{cfg}{allow}"),
        ));
    }
    text += "    pub(super) mod endpoints;\n";
    if !product.shared.is_empty() {
        text += &format!("    pub mod {TYPES};\n");
        exports.push(export(TYPES, TYPES, ""));
    }
    exports.sort();
    text += "}\n\n";
    text.extend(exports.into_iter().map(|(_, export)| export));
    text
}

/// Returns the key by which rustfmt sorts a `pub use`, and the `pub use` of a path within the
/// module `generated`.
fn export(module: &str, path: &str, cfg: &str) -> (String, String) {
    // rustfmt puts the list of a `use` on lines of its own if the `use` has more than `WIDTH`
    // characters.
    const WIDTH: usize = 98;
    let mut line = format!("pub use self::generated::{path};");
    if line.len() > WIDTH {
        line = line.replace('{', "{\n    ").replace('}', ",\n}");
    }
    (module.replace('_', " "), format!("{cfg}{line}\n"))
}
