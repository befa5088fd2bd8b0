//! The module that exports the others, and the endpoints.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::product::{Product, RecordId};

use super::{Context, TYPES, ident};

/// `mod.rs`.
pub(super) fn module(context: &Context<'_>) -> TokenStream {
    let operations = context.product.operations.iter();
    let operations = operations.zip(&context.names.operations);
    let mut modules = Vec::new();
    for (operation, names) in operations {
        let mut items = structs(context, &operation.records);
        if names.variants.iter().any(Option::is_some) {
            items.insert(1, ident(&names.error_code));
        }
        let feature = &names.feature;
        modules.push((
            quote!(#[cfg(feature = #feature)]),
            ident(&names.module),
            items,
        ));
    }
    let always = TokenStream::new;
    modules.push((always(), ident("endpoints"), vec![ident(PRODUCT)]));
    let shared = &context.product.shared;
    if !shared.is_empty() {
        modules.push((always(), ident(TYPES), structs(context, shared)));
    }
    let declarations = modules
        .iter()
        .map(|(cfg, module, _)| quote!(#cfg mod #module;));
    let exports = modules
        .iter()
        .map(|(cfg, module, items)| quote!(#cfg pub use self::#module::{#(#items),*};));
    quote! {
        #![allow(
            clippy::enum_variant_names,
            clippy::exhaustive_structs,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "names are the API's own, and a struct of what is required is written out whole"
        )]

        #(#declarations)*
        #(#exports)*
    }
}

/// The names of `records`, each followed by that of its constructor's arguments.
fn structs(context: &Context<'_>, records: &[RecordId]) -> Vec<Ident> {
    let names = records.iter().flat_map(|id| {
        let (_, names) = context.record(*id);
        [Some(&names.name), names.required.as_ref()]
    });
    names.flatten().map(|name| ident(name)).collect()
}

/// What `endpoints.rs` exports.
const PRODUCT: &str = "PRODUCT";

/// `endpoints.rs`.
pub(super) fn endpoints(product: &Product) -> TokenStream {
    let table = |hosts: &[(String, String)]| {
        let entries = hosts.iter().map(|(region, host)| quote!((#region, #host)));
        quote!(&[(&str, &str)] = &[#(#entries),*])
    };
    let hosts = &product.endpoints;
    let public = table(&hosts.public);
    let form = hosts.form().map(|form| quote!(.form(#form)));
    let central = hosts.central().map(|host| quote!(.central(#host)));
    let has_vpc = !hosts.vpc.is_empty();
    let vpc = has_vpc.then(|| quote!(.vpc(VPC_HOSTS)));
    let vpc_hosts = has_vpc.then(|| table(&hosts.vpc));
    let vpc_hosts = vpc_hosts.map(|hosts| quote!(const VPC_HOSTS: #hosts;));
    let vpc_form = hosts.vpc_form.as_ref().map(|form| quote!(.vpc_form(#form)));
    let (name, version) = (&product.product, &product.version);
    let doc = format!(" {name} in version {version}, and the hosts that serve each region.");
    quote! {
        #[doc = #doc]
        pub static PRODUCT: alicloud::Product =
            alicloud::Product::new(#name, #version).endpoints(ENDPOINTS);

        const ENDPOINTS: alicloud::model::Endpoints =
            alicloud::model::Endpoints::new(HOSTS) #form #central #vpc #vpc_form;

        const HOSTS: #public;

        #vpc_hosts
    }
}
