//! Parameters as text.

use alicloud::sign::Parameter;

/// `Name=Value&Name=Value`, in the order in which they come.
pub(crate) fn canonical<'a>(parameters: impl Iterator<Item = Parameter<'a>>) -> String {
    let mut query = String::new();
    for parameter in parameters {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(parameter.name);
        query.push('=');
        query.push_str(parameter.value);
    }
    query
}
