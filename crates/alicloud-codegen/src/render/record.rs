//! Renders structs, and the names and slots of their fields.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    name::RecordNames,
    product::{Field, Place, Record, RecordId, Style, Type},
};

use super::{Context, builder, docs, docs::Doc, ident, rust_type::rust_type, values};

/// Renders the struct of a record and its implementations. `region` is the position of the region
/// field.
pub(super) fn record(
    context: &Context<'_>,
    id: RecordId,
    region: Option<usize>,
    doc: &Doc,
) -> TokenStream {
    let (record, names) = context.record(id);
    let name = ident(&names.name);
    let fields = record
        .fields
        .iter()
        .zip(&names.fields)
        .map(|(field, names)| {
            let doc = docs::field(field, &names.name);
            let kind = field_type(context, id, field, names.optional);
            let name = ident(&names.name);
            quote!(#doc pub #name: #kind,)
        });
    let builder = builder::builder(context, id);
    let values = values::values(context, id);
    let slots = slots(record, names, region);
    let debug_and_equal = debug_and_equal(names);
    quote! {
        #doc
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        #builder
        #values
        #slots
        #debug_and_equal
    }
}

fn slots(record: &Record, names: &RecordNames, region: Option<usize>) -> TokenStream {
    let name = ident(&names.name);
    if record.fields.is_empty() {
        return quote! {
            impl alicloud::model::Record for #name {
                #[inline]
                fn fields(&self) -> &'static [alicloud::model::Field] {
                    &[]
                }

                #[inline]
                fn slot(&self, _: usize) -> Option<&dyn alicloud::model::Slot> {
                    None
                }

                #[inline]
                fn slot_mut(&mut self, _: usize) -> Option<&mut dyn alicloud::model::Slot> {
                    None
                }
            }
        };
    }
    let (entries, index) = levels(record, region);
    let fields: Vec<_> = names
        .fields
        .iter()
        .map(|field| ident(&field.name))
        .collect();
    quote! {
        impl alicloud::model::Record for #name {
            #[inline]
            fn fields(&self) -> &'static [alicloud::model::Field] {
                const { &[#(#entries),*] }
            }

            #[inline]
            fn slot(&self, index: usize) -> Option<&dyn alicloud::model::Slot> {
                Some(match index {
                    #(#index => &self.#fields,)*
                    _ => return None,
                })
            }

            #[inline]
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn alicloud::model::Slot> {
                Some(match index {
                    #(#index => &mut self.#fields,)*
                    _ => return None,
                })
            }
        }
    }
}

/// Returns the fields in their nesting on the wire, and the slot index of each field. The slots of
/// a flattened object with several fields come after all other slots. A flattened object with one
/// field needs no additional slot.
fn levels(record: &Record, region: Option<usize>) -> (Vec<TokenStream>, Vec<Literal>) {
    let fields: Vec<_> = record.fields.iter().enumerate().collect();
    let groups = fields
        .chunk_by(|(_, left), (_, right)| left.wrapper.is_some() && left.wrapper == right.wrapper);
    let mut next = groups.clone().count();
    let (mut entries, mut slots) = (Vec::new(), Vec::new());
    for (position, group) in groups.enumerate() {
        let inner = group
            .iter()
            .map(|(index, field)| entry(field, region == Some(*index)));
        let Some(wrapper) = group.first().and_then(|(_, field)| field.wrapper.as_ref()) else {
            entries.extend(inner);
            slots.push(Literal::usize_unsuffixed(position));
            continue;
        };
        let first = if group.len() == 1 { position } else { next };
        // An empty list is valid, so a required list is not marked as required. Instead, the object
        // that contains the list is marked as required.
        let is_required = group
            .iter()
            .any(|(_, field)| field.is_many() && field.required);
        let required = is_required.then(|| quote!(.required()));
        let start = Literal::usize_unsuffixed(first);
        entries.push(quote! {
            alicloud::model::Field::holding(#wrapper, const { &[#(#inner),*] }, #start) #required
        });
        let own = first..first + group.len();
        next = next.max(own.end);
        slots.extend(own.map(Literal::usize_unsuffixed));
    }
    (entries, slots)
}

/// Renders the description of a field for the run-time crate.
fn entry(field: &Field, is_region: bool) -> TokenStream {
    let wire = &field.wire;
    let style = needs_style(field).then(|| {
        let style = match field.style {
            Style::Flat => quote!(Flat),
            Style::Json => quote!(Json),
            Style::JsonText => quote!(JsonText),
            Style::Simple => quote!(Simple),
            Style::SpaceDelimited => quote!(SpaceDelimited),
            Style::PipeDelimited => quote!(PipeDelimited),
        };
        quote!(.style(alicloud::model::Style::#style))
    });
    let is_required = field.required && !(field.wrapper.is_some() && field.is_many());
    let required = is_required.then(|| quote!(.required()));
    let secret = field.secret.then(|| quote!(.secret()));
    let empty = (field.required && field.notes.may_be_empty).then(|| quote!(.may_be_empty()));
    let header = (field.place == Place::Header).then(|| quote!(.header()));
    let body = (field.place == Place::Body).then(|| quote!(.body()));
    let region = is_region.then(|| quote!(.region()));
    quote!(alicloud::model::Field::new(#wire) #style #required #empty #secret #header #body #region)
}

/// Renders `Debug` and `PartialEq`, which use the names and slots. This code compiles faster than
/// derived code, and keeps secrets out of `Debug`.
fn debug_and_equal(names: &RecordNames) -> TokenStream {
    let (name, text) = (ident(&names.name), &names.name);
    quote! {
        impl std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                alicloud::model::debug(#text, self, f)
            }
        }

        impl std::cmp::PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                alicloud::model::equal(self, other)
            }
        }
    }
}

/// Whether the style must be stated. The style has no effect on scalars, and a body is always JSON.
fn needs_style(field: &Field) -> bool {
    let scalar = matches!(
        field.kind,
        Type::Text | Type::Integer | Type::Number | Type::Boolean
    );
    !scalar && field.style != Style::Flat && field.place != Place::Body
}

fn field_type(
    context: &Context<'_>,
    own: RecordId,
    field: &Field,
    is_optional: bool,
) -> TokenStream {
    let kind = rust_type(context, own, &field.kind);
    match (field.recursive, is_optional) {
        (true, _) => quote!(Option<Box<#kind>>),
        (false, true) => quote!(Option<#kind>),
        (false, false) => kind,
    }
}
