//! The style of a specification: which protocol its calls follow.

use crate::{
    diagnostic::Diagnostics,
    document::Document,
    node::{Node, Object},
    spec::Protocol,
};

/// The styles that can be generated.
pub(super) const SUPPORTED: &str = "supported: RPC, V3 without paths";

/// What to do about a specification that can't be generated.
const WAY_OUT: &str = "call its operations with the vendor's command line, `aliyun`, or with the \
                       vendor's SDK of the product";

/// The protocol of a specification; `None`, with one error in `diagnostics`, if nothing can be
/// generated from specifications of its style.
///
/// Upper and lower case don't matter. A specification that lacks its style is wrong in another way,
/// and counts as RPC here.
pub fn protocol(document: &Document, diagnostics: &mut Diagnostics) -> Option<Protocol> {
    let root = Node::root(&document.root).object(&mut Diagnostics::new(""));
    of(&root, diagnostics)
}

/// The same for the root object of a specification.
pub(super) fn of(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<Protocol> {
    // What is of another type here is reported where it is read.
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
                format!("has the style {shown}, and `{name}` has the path `{path}`")
            }
        },
        _ => format!("has the unsupported style {shown}"),
    };
    diagnostics.error(
        &style.pointer,
        format!("{problem} ({SUPPORTED}); {WAY_OUT}"),
    );
    None
}

/// The first operation with a path of its own, and the path. RPC calls go to `/`.
fn with_path(root: &Object<'_>, elsewhere: &mut Diagnostics) -> Option<(String, String)> {
    let apis = root.object("apis", elsewhere);
    apis.entries().find_map(|(name, node)| {
        let path = node.object(elsewhere).shown("path")?;
        (path != "/").then(|| (name.to_owned(), path))
    })
}
