//! Renders the enumeration of an operation's error codes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    doc,
    name::OperationNames,
    product::{ErrorCode, Operation},
};

use super::{Context, docs, docs::Doc, ident};

/// Renders the enumeration of error codes. Returns `None` if the operation documents no error code,
/// or only patterns.
pub(super) fn error_code(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<TokenStream> {
    let (mut named, mut patterns) = (Vec::new(), Vec::new());
    for (error, variant) in operation.errors.iter().zip(&names.variants) {
        match variant {
            Some(variant) => named.push((error, ident(variant))),
            None => patterns.push(error),
        }
    }
    if named.is_empty() {
        return None;
    }
    let name = ident(&names.error_code);
    let request = context.struct_name(operation.request);
    let doc = enumeration_doc(&context.record(operation.request).1.name, &patterns);
    let variants = named.iter().map(|(error, variant)| {
        let doc = docs::error(error);
        quote!(#doc #variant,)
    });
    let codes = named.iter().map(|(error, variant)| {
        let code = &error.code;
        quote!((#code, Self::#variant))
    });
    let description = description(&named);
    Some(quote! {
        #doc
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }

        impl alicloud::KnownCode for #name {
            const CODES: &'static [(&'static str, Self)] = &[#(#codes),*];

            #description
        }

        impl alicloud::Documented for #request {
            type Code = #name;
        }

        impl std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(alicloud::KnownCode::as_str(*self))
            }
        }
    })
}

fn enumeration_doc(request: &str, patterns: &[&ErrorCode]) -> Doc {
    let mut doc = Doc::new(format!("The documented error codes of [`{request}`]."));
    if !patterns.is_empty() {
        let codes: Vec<String> = patterns
            .iter()
            .map(|error| doc::code(&error.code))
            .collect();
        doc.paragraph(format!(
            "Some documented error codes are patterns and have no variant: {}.",
            codes.join(", ")
        ));
    }
    doc
}

/// Renders `description`, which returns the documented advice about an error. Returns `None` if no
/// error has a description.
fn description(named: &[(&ErrorCode, proc_macro2::Ident)]) -> Option<TokenStream> {
    let described: Vec<_> = named
        .iter()
        .map(|(error, variant)| (doc::plain(&error.description), variant))
        .filter(|(text, _)| !text.is_empty())
        .collect();
    if described.is_empty() {
        return None;
    }
    let texts = described
        .iter()
        .map(|(text, variant)| quote!(Self::#variant => Some(#text),));
    let others = (described.len() < named.len()).then(|| quote!(_ => None,));
    Some(quote! {
        #[inline]
        fn description(self) -> Option<&'static str> {
            match self { #(#texts)* #others }
        }
    })
}
