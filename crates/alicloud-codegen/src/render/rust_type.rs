//! Renders the Rust types of fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::product::{RecordId, Type};

use super::Context;

/// Renders the Rust type of `kind` within the record `own`.
pub(super) fn rust_type(context: &Context<'_>, own: RecordId, kind: &Type) -> TokenStream {
    match kind {
        Type::Any => quote!(alicloud::Value),
        Type::Text => quote!(String),
        Type::Integer => quote!(i64),
        Type::Number => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Record(id) if *id == own => quote!(Self),
        Type::Record(id) => context.struct_path(*id),
        Type::List(items) => {
            let items = rust_type(context, own, items);
            quote!(Vec<#items>)
        }
        Type::Map(values) => {
            let values = rust_type(context, own, values);
            quote!(std::collections::BTreeMap<String, #values>)
        }
    }
}
