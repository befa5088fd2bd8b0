//! Renders constants for documented values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    doc,
    product::{RecordId, Type},
};

use super::{Context, docs::Doc, ident};

/// Renders constants for the documented values of a record's fields. The fields are not
/// enumerations, because the API may add values.
pub(super) fn values(context: &Context<'_>, id: RecordId) -> Option<TokenStream> {
    let (record, names) = context.record(id);
    let mut constants = TokenStream::new();
    for (field, names) in record.fields.iter().zip(&names.fields) {
        let kind = match &field.kind {
            Type::List(items) => items,
            other => other,
        };
        for ((value, title), constant) in field.notes.values.iter().zip(&names.constants) {
            let (Some(constant), Some((kind, literal))) = (constant, literal(kind, value)) else {
                continue;
            };
            let doc = doc(value, title, &names.name);
            let constant = ident(constant);
            constants.extend(quote!(#doc pub const #constant: #kind = #literal;));
        }
    }
    let name = ident(&names.name);
    (!constants.is_empty()).then(|| quote!(impl #name { #constants }))
}

fn literal(kind: &Type, value: &str) -> Option<(TokenStream, TokenStream)> {
    match kind {
        Type::Text => Some((quote!(&'static str), quote!(#value))),
        Type::Integer => {
            let number = value.trim().parse().ok()?;
            let literal = Literal::i64_unsuffixed(number);
            Some((quote!(i64), quote!(#literal)))
        }
        _ => None,
    }
}

fn doc(value: &str, title: &str, field: &str) -> Doc {
    let value = doc::code(value);
    let title = match doc::line(title) {
        title if title.is_empty() => String::new(),
        title => format!(": {title}"),
    };
    Doc::new(format!(
        "The value {value} of [`{field}`](field@Self::{field}){title}"
    ))
}
