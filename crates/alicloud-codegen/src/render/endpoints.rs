//! Renders the module with the product and its endpoints.

use proc_macro2::TokenStream;
use quote::quote;

use crate::product::Product;

/// Renders the module `endpoints`.
pub(super) fn endpoints(product: &Product) -> TokenStream {
    let table = |hosts: &[(String, String)]| {
        let entries = hosts.iter().map(|(region, host)| quote!((#region, #host)));
        quote!(&[(&str, &str)] = &[#(#entries),*])
    };
    let hosts = &product.endpoints;
    let public = table(&hosts.public);
    let form = hosts.form().map(|form| quote!(.form(#form)));
    let central = hosts.central().map(|host| quote!(.central(#host)));
    let vpc_form = hosts.vpc_form.as_ref().map(|form| quote!(.vpc_form(#form)));
    let has_vpc = !hosts.vpc.is_empty();
    let vpc = has_vpc.then(|| quote!(.vpc(VPC_HOSTS)));
    let vpc_hosts = has_vpc.then(|| table(&hosts.vpc));
    let vpc_hosts = vpc_hosts.map(|hosts| quote!(const VPC_HOSTS: #hosts;));
    let (name, version) = (&product.product, &product.version);
    let ram = product.ram_prefix.as_ref();
    let ram = ram.map(|prefix| quote!(.ram_prefix(#prefix)));
    let doc =
        format!(" The product {name} in API version {version}, with the endpoints of each region.");
    quote! {
        #[doc = #doc]
        pub static PRODUCT: alicloud::Product =
            alicloud::Product::new(#name, #version).endpoints(ENDPOINTS) #ram;

        const ENDPOINTS: alicloud::model::Endpoints =
            alicloud::model::Endpoints::new(HOSTS) #form #central #vpc #vpc_form;

        const HOSTS: #public;

        #vpc_hosts
    }
}
