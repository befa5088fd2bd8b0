//! Renders the paging of an operation.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::product::{Field, Operation, Paging, Record, RecordId, Type};

use super::{Context, ident, rust_type::rust_type};

/// Renders `impl Paged`, and `impl PagedItems` if the list of items is known. Returns `None` if the
/// operation is not paged.
pub(super) fn paging(context: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let paging = operation.paging.as_ref()?;
    let name = context.struct_name(operation.request);
    let constant = constant(paging);
    let items = paging
        .items
        .as_deref()
        .and_then(|way| items(context, operation, way));
    Some(quote! {
        impl alicloud::paging::Paged for #name {
            const PAGING: alicloud::paging::Paging = #constant;
        }

        #items
    })
}

fn constant(paging: &Paging) -> TokenStream {
    let token = paging.token.as_ref().map(|token| {
        let (parameter, next) = (&token.parameter, &token.next);
        let size = token.size.as_ref().map(|size| quote!(.token_size(#size)));
        quote!(.token(#parameter, &[#(#next),*]) #size)
    });
    let number = paging.number.as_ref().map(|number| {
        let (parameter, size, total) = (&number.parameter, &number.size, &number.total);
        let first = Literal::i64_unsuffixed(number.first);
        let default = match number.default_size {
            Some(default) => {
                let default = Literal::i64_unsuffixed(default);
                quote!(Some(#default))
            }
            None => quote!(None),
        };
        let number_in_reply = with_path("number_in_reply", number.number_in_reply.as_deref());
        let size_in_reply = with_path("size_in_reply", number.size_in_reply.as_deref());
        quote! {
            .number(#parameter, &[#(#total),*]).first(#first) #number_in_reply
            .size(#size, #default) #size_in_reply
        }
    });
    let items = with_path("items", paging.items.as_deref());
    quote!(alicloud::paging::Paging::new() #token #number #items)
}

/// Renders a call of `method` with `path` as the argument, if there is a path.
fn with_path(method: &str, path: Option<&[String]>) -> Option<TokenStream> {
    let method = ident(method);
    path.map(|path| quote!(.#method(&[#(#path),*])))
}

/// Renders `impl PagedItems`. The fields in `way` lead to the list of items.
fn items(context: &Context<'_>, operation: &Operation, way: &[String]) -> Option<TokenStream> {
    let steps = steps(context, operation, way)?;
    let item = rust_type(context, operation.request, item(&steps)?);
    let items = expression(quote!(page), &steps);
    let name = context.struct_name(operation.request);
    Some(quote! {
        impl alicloud::paging::PagedItems for #name {
            type Item = #item;

            #[inline]
            fn items(page: Self::Output) -> Vec<Self::Item> {
                #items
            }
        }
    })
}

fn steps<'a>(
    context: &'a Context<'_>,
    operation: &Operation,
    way: &[String],
) -> Option<Vec<Step<'a>>> {
    let mut id = operation.reply.record();
    let mut steps = Vec::new();
    let mut way = way;
    while !way.is_empty() {
        let (step, rest) = Step::new(context, id?, way)?;
        id = step.field.kind.record();
        steps.push(step);
        way = rest;
    }
    Some(steps)
}

fn item<'a>(steps: &[Step<'a>]) -> Option<&'a Type> {
    match &steps.last()?.field.kind {
        Type::List(item) => Some(item),
        _ => None,
    }
}

struct Step<'a> {
    field: &'a Field,
    name: Ident,
    is_optional: bool,
}

impl<'a> Step<'a> {
    /// Returns the first step of `way`, and the rest of `way`.
    fn new<'w>(
        context: &'a Context<'_>,
        id: RecordId,
        way: &'w [String],
    ) -> Option<(Self, &'w [String])> {
        let (record, names): (&Record, _) = context.record(id);
        let levels = |field: &Field| 1 + usize::from(field.wrapper.is_some());
        let is_next = |field: &Field| {
            let names = field.wrapper.iter().chain([&field.wire]);
            way.iter().take(levels(field)).eq(names)
        };
        let index = record.fields.iter().position(is_next)?;
        let (field, names) = (record.fields.get(index)?, names.fields.get(index)?);
        let step = Self {
            field,
            name: ident(&names.name),
            is_optional: names.optional,
        };
        Some((step, way.get(levels(field)..)?))
    }
}

/// Renders the list that `steps` lead to from `place`. The list is empty if a field on the way is
/// absent.
fn expression(place: TokenStream, steps: &[Step<'_>]) -> TokenStream {
    let Some((step, rest)) = steps.split_first() else {
        return place;
    };
    let name = &step.name;
    if !step.is_optional {
        return expression(quote!(#place.#name), rest);
    }
    let inner = expression(quote!(#name), rest);
    quote!(#place.#name.map(|#name| #inner).unwrap_or_default())
}
