//! [`Product`] and [`Names`] to files: the only place that knows Rust.

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

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its path within the directory it belongs to, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// The modules of a product by name and what is in each: one per operation, one for what they share,
/// one with the endpoints.
///
/// Each is made when it is asked for, since all of them together take much memory.
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

/// The module called `module` as a file.
///
/// `source` is the specification as the header names it. `None`, with the reason in `diagnostics`,
/// if the items are no valid Rust.
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
                format!("makes a module `{module}` that is no valid Rust: {error}"),
            );
            None
        }
    }
}

/// What every part of the rendering looks things up in.
#[derive(Clone, Copy)]
struct Context<'a> {
    product: &'a Product,
    names: &'a Names,
    /// Whether the module of the shared records is being rendered.
    in_types: bool,
}

impl Context<'_> {
    fn record(&self, id: RecordId) -> (&Record, &RecordNames) {
        // `lower` gives out an id for each record of the product, and `name` names each of them.
        (&self.product.records[id.0], &self.names.records[id.0])
    }

    fn struct_name(&self, id: RecordId) -> Ident {
        ident(&self.record(id).1.name)
    }

    /// The path to the struct from within the module that is being rendered.
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

/// A name that `name` has made, which is an identifier and no keyword.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
