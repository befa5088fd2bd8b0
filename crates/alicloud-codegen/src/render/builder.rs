//! Constructors and setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::product::{Field, RecordId, Root, Type};

use super::{
    Context,
    docs::Doc,
    ident,
    record::{is_optional, rust_type},
};

/// More arguments than these are too many for clippy.
const MANY: usize = 7;

/// `new` with what is required and a setter for each of the others; nothing for what only replies
/// hold.
pub(super) fn builder(context: &Context<'_>, id: RecordId) -> Option<TokenStream> {
    let (record, names) = context.record(id);
    if let Root::Reply(_) = record.origin.root {
        return None;
    }
    let name = ident(&names.name);
    let fields = || {
        record
            .fields
            .iter()
            .zip(names.fields.iter().map(|name| ident(name)))
    };

    let required: Vec<(Ident, Input)> = fields()
        .filter(|(field, _)| field.required && !is_optional(field))
        .map(|(field, name)| (name.clone(), Input::new(context, id, field, &name)))
        .collect();
    let arguments = required.iter().map(|(name, input)| {
        let kind = &input.kind;
        quote!(#name: #kind)
    });
    let values = required.iter().map(|(name, input)| match &input.value {
        Some(value) => quote!(#name: #value),
        None => quote!(#name),
    });
    let rest = (required.len() < record.fields.len()).then(|| quote!(..Self::default()));
    let body = match required.is_empty() {
        true => quote!(Self::default()),
        false => quote!(Self { #(#values,)* #rest }),
    };
    let many = (required.len() > MANY).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "the API requires them all")]),
    );
    let setters = fields()
        .filter(|(field, _)| !field.required || is_optional(field))
        .map(|(field, name)| setter(context, id, field, &name));
    let arguments_in_order: Vec<String> = required
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let doc = Doc::new(match arguments_in_order.as_slice() {
        [] => "Nothing set; nothing is required.".to_owned(),
        [one] => format!("With {one}, which is required, and nothing else set."),
        all => format!(
            "With what is required, in this order, and nothing else set: {}.",
            all.join(", ")
        ),
    });
    Some(quote! {
        impl #name {
            #doc
            #many
            #[inline]
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                #body
            }

            #(#setters)*
        }
    })
}

fn setter(context: &Context<'_>, id: RecordId, field: &Field, name: &Ident) -> TokenStream {
    let Input { kind, value } = Input::new(context, id, field, name);
    let value = value.unwrap_or_else(|| quote!(#name));
    let value = match (field.recursive, is_optional(field)) {
        (true, _) => quote!(Some(Box::new(#value))),
        (false, true) => quote!(Some(#value)),
        (false, false) => value,
    };
    let doc = format!(" Sets [`{name}`](field@Self::{name}).");
    quote! {
        #[doc = #doc]
        #[inline]
        #[must_use]
        pub fn #name(mut self, #name: #kind) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// What a caller may pass for a field, and the expression that makes the field's value of it,
/// unless it is that value.
struct Input {
    kind: TokenStream,
    value: Option<TokenStream>,
}

impl Input {
    fn new(context: &Context<'_>, own: RecordId, field: &Field, name: &Ident) -> Self {
        let plain = |kind: &Type| rust_type(context, own, kind);
        let inner = |kind: &Type| match kind {
            Type::Text => quote!(impl Into<String>),
            other => plain(other),
        };
        let (kind, value) = match &field.kind {
            Type::Text => (quote!(impl Into<String>), quote!(#name.into())),
            Type::Any => (quote!(impl Into<Value>), quote!(#name.into())),
            Type::List(items) => {
                let kind = inner(items);
                let convert = (**items == Type::Text).then(|| quote!(.map(Into::into)));
                (
                    quote!(impl IntoIterator<Item = #kind>),
                    quote!(#name.into_iter() #convert .collect()),
                )
            }
            Type::Map(values) => {
                let kind = inner(values);
                let value = match **values {
                    Type::Text => quote!(value.into()),
                    _ => quote!(value),
                };
                (
                    quote!(impl IntoIterator<Item = (impl Into<String>, #kind)>),
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), #value)).collect()),
                )
            }
            other => {
                return Self {
                    kind: plain(other),
                    value: None,
                };
            }
        };
        Self {
            kind,
            value: Some(value),
        }
    }
}
