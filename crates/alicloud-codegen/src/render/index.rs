//! The module that exports the others, and the endpoints.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::product::Product;

use super::{Context, ident, types_module};

/// `mod.rs`.
pub(super) fn module(context: &Context<'_>) -> TokenStream {
    let mut exports: Vec<(Ident, Vec<Ident>)> = Vec::new();
    for (operation, names) in context
        .product
        .operations
        .iter()
        .zip(&context.names.operations)
    {
        let mut items: Vec<Ident> = operation
            .records
            .iter()
            .map(|id| context.struct_name(*id))
            .collect();
        if names.variants.iter().any(Option::is_some) {
            items.insert(1, ident(&names.error_code));
        }
        exports.push((ident(&names.module), items));
    }
    exports.push((ident("endpoints"), vec![ident("ENDPOINTS")]));
    let shared = &context.product.shared;
    if !shared.is_empty() {
        let items = shared.iter().map(|id| context.struct_name(*id));
        exports.push((types_module(), items.collect()));
    }
    let modules = exports.iter().map(|(module, _)| quote!(mod #module;));
    let exports = exports
        .iter()
        .map(|(module, items)| quote!(pub use self::#module::{#(#items),*};));
    quote! {
        #![allow(
            clippy::enum_variant_names,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "variants and setters are called what the API calls them"
        )]

        #(#modules)*
        #(#exports)*
    }
}

/// `endpoints.rs`.
pub(super) fn endpoints(product: &Product) -> TokenStream {
    let entries = product
        .endpoints
        .iter()
        .map(|(region, host)| quote!((#region, #host)));
    quote! {
        /// The regions that are served and the host that serves each, as the specification lists
        /// them: region id and host name.
        pub static ENDPOINTS: &[(&str, &str)] = &[#(#entries),*];
    }
}
