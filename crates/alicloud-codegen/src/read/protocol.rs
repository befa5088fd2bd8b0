//! Reads the style of a specification, which determines the protocol of calls.

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    node::{Node, Object},
    spec::Protocol,
};

/// The supported styles, for error messages.
pub(super) const SUPPORTED: &str = "supported: RPC, V3 without paths";

/// The advice for an unsupported specification.
const WAY_OUT: &str = "use the vendor's command line `aliyun` or the vendor's SDK for this product";

/// Returns the protocol of a specification.
///
/// If the style is unsupported, the result is `None` and `diagnostics` has one error. The case of
/// the style is ignored. A missing style counts as RPC without an error, because
/// [`read()`](crate::read()) reports a missing style.
pub fn protocol(document: &Document, diagnostics: &mut Diagnostics) -> Option<Protocol> {
    let root = Node::root(&document.root).object(&mut Diagnostics::new(""));
    of(&root, diagnostics)
}

/// Returns the protocol of the specification with this root object, like [`protocol`].
pub(super) fn of(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<Protocol> {
    // Here, values of the wrong type are ignored. The functions that read the values report the
    // wrong types.
    let mut elsewhere = Diagnostics::new("");
    let info = root.object("info", &mut elsewhere);
    let style = info.get("style");
    let text = style.as_ref().and_then(|style| style.value.as_str());
    let (Some(style), Some(text)) = (&style, text) else {
        return Some(Protocol::Rpc);
    };
    let shown = &style.value;
    let problem = match text.trim().to_ascii_uppercase().as_str() {
        "" | "RPC" => return Some(Protocol::Rpc),
        "V3" => match with_path(root, &mut elsewhere) {
            None => return Some(Protocol::RpcByAcs3),
            Some((name, path)) => {
                format!(
                    "the style {shown} is supported only without paths, but `{name}` has the path \
                     `{path}`"
                )
            }
        },
        _ => format!("unsupported style {shown}"),
    };
    diagnostics.error(
        &style.pointer,
        format!("{problem} ({SUPPORTED}); {WAY_OUT}"),
    );
    None
}

/// Finds the first operation with a path other than `/`. RPC calls use the path `/`.
fn with_path(root: &Object<'_>, elsewhere: &mut Diagnostics) -> Option<(String, String)> {
    let apis = root.object("apis", elsewhere);
    apis.entries().find_map(|(name, node)| {
        let path = node.object(elsewhere).shown("path")?;
        (path != "/").then(|| (name.to_owned(), path))
    })
}
