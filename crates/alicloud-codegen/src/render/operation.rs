//! Renders the modules of operations, and the module of the records that operations share.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{
    name::OperationNames,
    product::{Methods, Operation, Protocol, RecordId, Root, Type},
};

use super::{Context, docs, docs::Doc, error_code, ident, paging, record, rust_type::rust_type};

/// Renders the module of one operation.
pub(super) fn operation(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let error_code = error_code::error_code(context, operation, names);
    let doc = docs::operation(operation, context.product, names);
    let mut implementation = implementation(context, operation);
    implementation.extend(paging::paging(context, operation));
    let mut code = TokenStream::new();
    for (index, id) in operation.records.iter().enumerate() {
        let doc = match index {
            0 => &doc,
            _ => &record_doc(context, operation, *id),
        };
        let region = operation.region.filter(|_| index == 0);
        code.extend(record::record(context, *id, region, doc));
        if index == 0 {
            code.extend(implementation.clone());
        }
    }
    let serde = serde(context, &operation.records);
    let module = format!(
        " The operation [`{}`], its reply, and the types of their fields.",
        context.record(operation.request).1.name
    );
    quote!(#![doc = #module] #code #error_code #serde)
}

/// Renders the module of the shared records.
pub(super) fn shared(context: &Context<'_>) -> TokenStream {
    let mut code = TokenStream::new();
    for id in &context.product.shared {
        let (of, _) = context.record(*id);
        let doc = docs::record(&of.origin, &of.notes, "");
        code.extend(record::record(context, *id, None, &doc));
    }
    let serde = serde(context, &context.product.shared);
    quote!(#![doc = " The types of components, which several operations may share."] #code #serde)
}

/// Renders `Serialize` and `Deserialize`. Requests refuse unknown fields, so that no parameter is
/// lost. All other records ignore unknown fields, because the vendor adds fields to replies.
fn serde(context: &Context<'_>, records: &[RecordId]) -> TokenStream {
    let is_request = |id: &RecordId| {
        let origin = &context.record(*id).0.origin;
        matches!(origin.root, Root::Request(_))
    };
    let (requests, others): (Vec<_>, Vec<_>) = records.iter().copied().partition(is_request);
    let mut code = TokenStream::new();
    for (unknown, records) in [(quote!(Refuse), requests), (quote!(Ignore), others)] {
        if records.is_empty() {
            continue;
        }
        let names = records.iter().map(|id| context.struct_name(*id));
        code.extend(quote! {
            #[cfg(feature = "serde")]
            alicloud::model::impl_serde!(#unknown => #(#names),*);
        });
    }
    code
}

fn record_doc(context: &Context<'_>, operation: &Operation, id: RecordId) -> Doc {
    let (record, _) = context.record(id);
    let request = &context.record(operation.request).1.name;
    let outer = match (&record.origin.root, &operation.reply) {
        (Root::Reply(_), Type::Record(reply)) if !record.origin.path.is_empty() => {
            &context.record(*reply).1.name
        }
        _ => request,
    };
    docs::record(&record.origin, &record.notes, outer)
}

fn implementation(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let name = context.struct_name(operation.request);
    let output = rust_type(context, operation.request, &operation.reply);
    let read = match operation.reply {
        Type::Record(_) => quote!(record),
        _ => quote!(value),
    };
    let action = &operation.action;
    let methods = match operation.methods {
        Methods::Get => quote!(Get),
        Methods::GetOrPost => quote!(GetOrPost),
        Methods::Post => quote!(Post),
        Methods::Put => quote!(Put),
        Methods::Patch => quote!(Patch),
        Methods::Delete => quote!(Delete),
    };
    let form = operation.form_by_put.then(|| quote!(.form_by_put()));
    let reads = operation.reads.then(|| quote!(.reads()));
    let anonymous = operation.anonymous.then(|| quote!(.anonymous()));
    let acs3 = context.product.protocol == Protocol::RpcByAcs3;
    let acs3 = acs3.then(|| quote!(.acs3_only()));
    let timeout = operation.read_timeout_secs.map(|seconds| {
        let seconds = Literal::u64_unsuffixed(seconds);
        quote!(.read_timeout_secs(#seconds))
    });
    let central = operation
        .central
        .as_ref()
        .map(|host| quote!(.central(#host)));
    let token = operation
        .token
        .as_ref()
        .map(|parameter| quote!(.idempotent_by(#parameter)));
    let ram = operation.ram_prefix.as_ref();
    let ram = ram.map(|prefix| quote!(.ram_prefix(#prefix)));
    let region = region(context, operation);
    quote! {
        impl alicloud::Operation for #name {
            type Output = #output;

            #[inline]
            fn api(&self) -> &'static alicloud::Api {
                static API: alicloud::Api =
                    alicloud::Api::new(&super::endpoints::PRODUCT, #action, alicloud::Methods::#methods)
                    #form #reads #anonymous #acs3 #timeout #central #token #ram;
                &API
            }

            #region

            #[inline]
            fn write(&self, draft: &mut alicloud::Draft<'_>) {
                draft.record(self);
            }

            #[inline]
            fn read(
                &self,
                reply: alicloud::Reply<'_>,
            ) -> std::result::Result<Self::Output, alicloud::error::DecodeError> {
                reply.#read()
            }
        }
    }
}

/// Renders the method that returns the region of a call. Returns `None` if the operation has no
/// region parameter.
fn region(context: &Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let (_, names) = context.record(operation.request);
    let index = operation.region?;
    let field = names.fields.get(index)?;
    let name = ident(&field.name);
    let value = if field.optional {
        quote!(self.#name.as_deref())
    } else {
        quote!(Some(&self.#name))
    };
    Some(quote! {
        #[inline]
        fn region(&self) -> Option<&str> {
            #value
        }
    })
}
