//! Parameters as text.

use alicloud::{Api, Draft, Endpoint, Format, Methods, Product, http::Method, sign::Parameter};

static PRODUCT: Product = Product::new("", "");
static API: Api = Api::new(&PRODUCT, "", Methods::GetOrPost);

/// What `read` makes of a draft with `parameters` alone. Operation and endpoint play no part in it.
pub(crate) fn with_draft<N, V>(
    method: &Method,
    parameters: impl IntoIterator<Item = (N, V)>,
    read: impl FnOnce(&mut Draft<'_>) -> String,
) -> String
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    #[expect(clippy::expect_used, reason = "the text is a constant")]
    let endpoint: Endpoint = "https://localhost".parse().expect("an endpoint");
    let mut draft = Draft::new(&API, &endpoint, Format::Json, method.clone());
    for (name, value) in parameters {
        draft.parameter(name.as_ref(), value.as_ref());
    }
    read(&mut draft)
}

/// Appends `Name=Value&Name=Value`, in the order in which they come.
pub(crate) fn push<'a>(text: &mut String, parameters: impl Iterator<Item = Parameter<'a>>) {
    for (index, parameter) in parameters.enumerate() {
        if index > 0 {
            text.push('&');
        }
        text.push_str(parameter.name);
        text.push('=');
        text.push_str(parameter.value);
    }
}
