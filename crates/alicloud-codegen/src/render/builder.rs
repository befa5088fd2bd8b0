//! Constructors and setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    name::RecordNames,
    product::{Field, Record, RecordId, Type},
};

use super::{Context, docs, docs::Doc, ident, rust_type::rust_type};

/// Renders `new`, which takes the required fields, and a setter for each other field. Returns
/// `None` for records of replies, which callers never create.
pub(super) fn builder(context: &Context<'_>, id: RecordId) -> Option<TokenStream> {
    let (record, names) = context.record(id);
    let arguments = names.arguments.as_ref()?;
    let name = ident(&names.name);
    let fields: Vec<(&Field, Ident)> = record
        .fields
        .iter()
        .zip(names.fields.iter().map(|field| ident(&field.name)))
        .collect();
    let is_argument = |index: &usize| arguments.contains(index);
    let required: Vec<&(&Field, Ident)> = arguments
        .iter()
        .filter_map(|index| fields.get(*index))
        .collect();
    let rest = (required.len() < fields.len()).then(|| quote!(..Default::default()));
    let new = match &names.required {
        Some(arguments) => from_named(&ident(arguments), &required, rest),
        None => from_ordered(context, id, &required, rest),
    };
    let setters = fields
        .iter()
        .enumerate()
        .zip(&names.fields)
        .filter(|((index, _), _)| !is_argument(index))
        .map(|((_, (field, name)), names)| setter(context, id, field, name, names.optional));
    let named = names
        .required
        .as_ref()
        .map(|arguments| named_arguments(context, id, &ident(arguments), &required));
    let from_pair = from_pair(&name, record, names);
    Some(quote! {
        impl #name {
            #new
            #(#setters)*
        }

        #from_pair
        #named
    })
}

/// Renders a constructor that takes each required field as an argument.
fn from_ordered(
    context: &Context<'_>,
    id: RecordId,
    required: &[&(&Field, Ident)],
    rest: Option<TokenStream>,
) -> TokenStream {
    let inputs: Vec<(&Ident, Input)> = required
        .iter()
        .map(|(field, name)| (name, Input::new(context, id, field, name)))
        .collect();
    let arguments = inputs.iter().map(|(name, input)| {
        let kind = &input.kind;
        quote!(#name: #kind)
    });
    let values = inputs.iter().map(|(name, input)| match &input.value {
        Some(value) => quote!(#name: #value),
        None => quote!(#name),
    });
    let body = if inputs.is_empty() {
        quote!(Default::default())
    } else {
        quote!(Self { #(#values,)* #rest })
    };
    let in_order: Vec<String> = required
        .iter()
        .map(|(_, name)| format!("`{name}`"))
        .collect();
    let doc = Doc::new(if in_order.is_empty() {
        "Creates a value with no fields set.".to_owned()
    } else {
        format!("Creates a value with only {} set.", in_order.join(" and "))
    });
    quote! {
        #doc
        #[inline]
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            #body
        }
    }
}

/// Renders a constructor that takes a struct of the required fields.
fn from_named(
    arguments: &Ident,
    required: &[&(&Field, Ident)],
    rest: Option<TokenStream>,
) -> TokenStream {
    let values = required
        .iter()
        .map(|(_, name)| quote!(#name: required.#name));
    quote! {
        /// Creates a value with only the required fields set.
        #[inline]
        #[must_use]
        pub fn new(required: #arguments) -> Self {
            Self { #(#values,)* #rest }
        }
    }
}

/// Renders the struct of the required fields. A struct literal names each field, so a caller can
/// neither omit nor confuse fields.
fn named_arguments(
    context: &Context<'_>,
    id: RecordId,
    name: &Ident,
    required: &[&(&Field, Ident)],
) -> TokenStream {
    let record = context.struct_name(id);
    let fields = required.iter().map(|(field, name)| {
        let doc = Doc::new(format!("See [`{record}::{name}`](field@{record}::{name})."));
        let kind = rust_type(context, id, &field.kind);
        quote!(#doc pub #name: #kind,)
    });
    let doc = Doc::new(format!("The required fields of [`{record}`]."));
    let has_secret = required.iter().any(|(field, _)| field.secret);
    let derives = if has_secret {
        quote!(Clone)
    } else {
        quote!(Clone, Debug)
    };
    let text = name.to_string();
    let debug = has_secret.then(|| {
        quote! {
            /// Omits the values, because some of them are secret.
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    });
    quote! {
        #doc
        #[derive(#derives)]
        pub struct #name { #(#fields)* }

        #debug
    }
}

fn setter(
    context: &Context<'_>,
    id: RecordId,
    field: &Field,
    name: &Ident,
    is_optional: bool,
) -> TokenStream {
    let Input { kind, value } = Input::new(context, id, field, name);
    let value = value.unwrap_or_else(|| quote!(#name));
    let value = match (field.recursive, is_optional) {
        (true, _) => quote!(Some(Box::new(#value))),
        (false, true) => quote!(Some(#value)),
        (false, false) => value,
    };
    let doc = format!(" Sets [`{name}`](field@Self::{name}).");
    let deprecated = field.notes.deprecated.then(|| docs::deprecated(&[]));
    quote! {
        #[doc = #doc]
        #deprecated
        #[inline]
        #[must_use]
        pub fn #name(mut self, #name: #kind) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The type of the argument for a field, and the expression that converts the argument to the value
/// of the field. Without a conversion, the expression is `None`.
struct Input {
    kind: TokenStream,
    value: Option<TokenStream>,
}

impl Input {
    fn new(context: &Context<'_>, own: RecordId, field: &Field, name: &Ident) -> Self {
        let kind = |kind: &Type| rust_type(context, own, kind);
        let (kind, value) = match &field.kind {
            Type::Text if field.notes.base64 => (
                quote!(impl AsRef<[u8]>),
                quote!(alicloud::model::base64(#name)),
            ),
            Type::Text | Type::Any => {
                let kind = kind(&field.kind);
                (quote!(impl Into<#kind>), quote!(#name.into()))
            }
            Type::List(items) => {
                let items = kind(items);
                (
                    quote!(impl IntoIterator<Item = impl Into<#items>>),
                    quote!(#name.into_iter().map(Into::into).collect()),
                )
            }
            Type::Map(values) => {
                let values = kind(values);
                (
                    quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<#values>)>),
                    quote! {
                        #name.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
                    },
                )
            }
            other => {
                return Self {
                    kind: kind(other),
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

/// Renders `From<(K, V)>` for a record with a key and a value, so that callers can write lists of
/// pairs.
fn from_pair(name: &Ident, record: &Record, names: &RecordNames) -> Option<TokenStream> {
    let has = |wire: &str| {
        let mut fields = record.fields.iter();
        fields.any(|field| field.path() == wire && field.kind == Type::Text)
    };
    // The conversion leaves the older spellings `key` and `value` unset.
    let mut fields = record.fields.iter().zip(&names.fields);
    let is_spelling = fields.all(|(field, names)| match field.path().as_str() {
        "Key" | "Value" => true,
        "key" | "value" => names.optional,
        _ => false,
    });
    if !has("Key") || !has("Value") || !is_spelling {
        return None;
    }
    let fields = record
        .fields
        .iter()
        .zip(&names.fields)
        .map(|(field, names)| {
            let name = ident(&names.name);
            let value = match field.path().as_str() {
                "Key" => quote!(key.into()),
                "Value" => quote!(value.into()),
                _ => return quote!(#name: None),
            };
            if names.optional {
                quote!(#name: Some(#value))
            } else {
                quote!(#name: #value)
            }
        });
    Some(quote! {
        impl<K: Into<String>, V: Into<String>> From<(K, V)> for #name {
            #[inline]
            fn from((key, value): (K, V)) -> Self {
                Self { #(#fields),* }
            }
        }
    })
}
