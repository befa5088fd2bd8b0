//! Renders a [`Product`] with its [`Names`] as Rust source files.

mod builder;
mod docs;
mod endpoints;
mod error_code;
mod index;
mod layout;
mod operation;
mod paging;
mod print;
mod record;
mod rust_type;
mod values;

pub(crate) use self::index::index;

use std::iter;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    diagnostic::Diagnostics,
    name::{Names, RecordNames, TYPES},
    product::{Product, Record, RecordId, Root},
};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The path of the file relative to its directory, with `/` as the separator.
    pub path: String,
    /// The content of the file.
    pub text: String,
}

/// Renders the modules of a product, each with its name: one module per operation, one for the
/// shared records if there are any, and one for the endpoints.
///
/// The iterator renders each module on demand, because all modules together take much memory.
pub(crate) fn render<'a>(
    product: &'a Product,
    names: &'a Names,
) -> impl Iterator<Item = (String, TokenStream)> + 'a {
    let context = Context {
        product,
        names,
        in_types: false,
    };
    let module = |name: &str, items| (name.to_owned(), items);
    let operations = product.operations.iter().zip(&names.operations);
    let operations = operations.map(move |(operation, names)| {
        let items = operation::operation(&context, operation, names);
        (names.module.clone(), items)
    });
    let shared = (!product.shared.is_empty()).then_some(());
    let shared = shared.map(move |()| {
        let in_types = true;
        let context = Context {
            in_types,
            ..context
        };
        module(TYPES, operation::shared(&context))
    });
    let endpoints = iter::once_with(move || module("endpoints", endpoints::endpoints(product)));
    operations.chain(shared).chain(endpoints)
}

/// Prints the module `module` as a file.
///
/// `source` is the name of the specification in the header. Returns `None`, with the reason in
/// `diagnostics`, if the items are not valid Rust.
pub(crate) fn print(
    (module, items): (String, TokenStream),
    source: &str,
    diagnostics: &mut Diagnostics,
) -> Option<File> {
    match print::print(source, items) {
        Ok(text) => Some(File {
            path: format!("{module}.rs"),
            text,
        }),
        Err(error) => {
            diagnostics.error(
                "",
                format!("the generated module `{module}` is not valid Rust: {error}"),
            );
            None
        }
    }
}

/// The product, its names and the kind of the current module, which all parts of the rendering use.
#[derive(Clone, Copy)]
struct Context<'a> {
    product: &'a Product,
    names: &'a Names,
    /// Whether the module of the shared records is being rendered.
    in_types: bool,
}

impl Context<'_> {
    fn record(&self, id: RecordId) -> (&Record, &RecordNames) {
        // This can't panic, because each `RecordId` is a valid index of both lists.
        (&self.product.records[id.0], &self.names.records[id.0])
    }

    fn struct_name(&self, id: RecordId) -> Ident {
        ident(&self.record(id).1.name)
    }

    /// Returns the path to the struct from the module that is being rendered.
    fn struct_path(&self, id: RecordId) -> TokenStream {
        let name = self.struct_name(id);
        let (record, _) = self.record(id);
        if self.in_types || !matches!(record.origin.root, Root::Component(_)) {
            return quote!(#name);
        }
        let types = ident(TYPES);
        quote!(super::#types::#name)
    }
}

/// Makes an identifier from a name that the module `name` chose, which is never a keyword.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
