//! [`Product`] and [`Names`] to files: the only place that knows Rust.

mod builder;
mod docs;
mod error_code;
mod index;
mod operation;
mod print;
mod record;

use proc_macro2::{Ident, Span};
use quote::format_ident;

use crate::{
    diagnostic::Diagnostics,
    name::{Names, RecordNames},
    product::{Product, Record, RecordId},
};

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its path within the directory it belongs to, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Writes the module of a product: one file per operation, one for what they share, one with the
/// endpoints, and the `mod.rs` that exports it all.
///
/// `source` is the specification as the header of each file names it.
pub(crate) fn render(
    product: &Product,
    names: &Names,
    source: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<File> {
    let context = Context { product, names };
    let mut modules = vec![("mod".to_owned(), index::module(&context))];
    for (operation, names) in product.operations.iter().zip(&names.operations) {
        let items = operation::operation(&context, operation, names);
        modules.push((names.module.clone(), items));
    }
    if !product.shared.is_empty() {
        modules.push(("types".to_owned(), operation::shared(&context)));
    }
    modules.push(("endpoints".to_owned(), index::endpoints(product)));

    let mut files = Vec::with_capacity(modules.len());
    for (module, items) in modules {
        match print::print(source, items) {
            Ok(text) => files.push(File {
                path: format!("{module}.rs"),
                text,
            }),
            Err(error) => diagnostics.error(
                "",
                format!("makes a module `{module}` that is no valid Rust: {error}"),
            ),
        }
    }
    files
}

/// What every part of the rendering looks things up in.
struct Context<'a> {
    product: &'a Product,
    names: &'a Names,
}

impl Context<'_> {
    fn record(&self, id: RecordId) -> (&Record, &RecordNames) {
        // `lower` gives out an id for each record of the product, and `name` names each of them.
        (&self.product.records[id.0], &self.names.records[id.0])
    }

    fn struct_name(&self, id: RecordId) -> Ident {
        ident(&self.record(id).1.name)
    }
}

/// A name that `name` has made, which is an identifier and no keyword.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The module with the shared records.
fn types_module() -> Ident {
    format_ident!("types")
}
