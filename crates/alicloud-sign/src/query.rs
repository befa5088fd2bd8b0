//! Formatting of parameters as text.

use alicloud::{Api, Draft, Endpoint, Format, Methods, Product, http::Method, sign::Parameter};

static PRODUCT: Product = Product::new("", "");
static API: Api = Api::new(&PRODUCT, "", Methods::GetOrPost);

/// Returns the result of `read` for a draft that contains only `parameters`. The draft's operation
/// and endpoint are placeholders.
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
    let endpoint: Endpoint = "https://localhost".parse().expect("a valid endpoint");
    let mut draft = Draft::new(&API, &endpoint, Format::Json, method.clone());
    for (name, value) in parameters {
        draft.parameter(name.as_ref(), value.as_ref());
    }
    read(&mut draft)
}

/// Appends the parameters in the given order, as `Name=Value&Name=Value`.
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
