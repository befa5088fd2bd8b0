//! The part of `lib.rs` that declares the modules and exports what is public of them.

use crate::{
    name::{Names, TYPES},
    product::Product,
};

/// What the inline module that holds the others starts with.
const HEAD: &str = r#"// Generated functions are `#[inline]`, because rustc then compiles only those that are called.
#[rustfmt::skip]
#[allow(
    clippy::enum_variant_names,
    clippy::exhaustive_structs,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    deprecated,
    reason = "names are the API's own, a struct of required fields is written out whole, and the \
              modules contain what the vendor deprecates"
)]
mod generated {
"#;

/// The declarations and exports.
///
/// They are separate lines, and none is a glob: rustc names the feature that a missing item is
/// behind only if it finds the item's own `use`. The text is as rustfmt has it, because the rest of
/// the file may be written by hand.
pub(crate) fn index(product: &Product, names: &Names) -> String {
    let mut text = HEAD.to_owned();
    let mut exports = vec![export("endpoints", "endpoints::PRODUCT", "")];
    for (operation, names_of) in product.operations.iter().zip(&names.operations) {
        let module = &names_of.module;
        let cfg = format!("#[cfg(feature = \"{}\")]\n", names_of.feature);
        text += &format!("    {cfg}    pub mod {module};\n");
        let allow = if operation.about.deprecated {
            "#[allow(deprecated, reason = \"the feature chooses it\")]\n"
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

/// The `pub use` of a path within the module `generated`, and what rustfmt sorts it by.
fn export(module: &str, path: &str, cfg: &str) -> (String, String) {
    // rustfmt keeps two columns of the 100 free after a list in braces.
    const WIDTH: usize = 98;
    let mut line = format!("pub use self::generated::{path};");
    if line.len() > WIDTH {
        line = line.replace('{', "{\n    ").replace('}', ",\n}");
    }
    (module.replace('_', " "), format!("{cfg}{line}\n"))
}
