//! Reads the metadata of the vendor's command line, which describes parameters but not replies.

mod parameters;

use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{Diagnostics, Origin},
    node::{Node, Object},
};

use super::part::{Part, place};

pub(super) fn assemble(parts: &[Part<'_>], diagnostics: &mut Diagnostics) -> Option<Value> {
    let folder = folder(parts, diagnostics)?;
    let mut about = About::new(folder);
    for part in parts.iter().filter(|part| !is_operation(part)) {
        let mut found = Diagnostics::new(part.file);
        about.read(part, &mut found);
        diagnostics.append(found);
    }
    let Some(version) = about.version.take() else {
        let message = "the API version is missing; add `version.json` from the same folder, or \
                       `products.json`";
        diagnostics.append_error(parts.first()?.file, "", message);
        return None;
    };
    let mut apis = Map::new();
    for part in parts.iter().filter(|part| is_operation(part)) {
        let mut found = Diagnostics::new(part.file);
        let (name, api) = operation(part, &about, diagnostics, &mut found);
        if apis.insert(name, api).is_some() {
            found.error(
                part.pointer,
                "an earlier file has the same operation; remove one file",
            );
        }
        diagnostics.append(found);
    }
    about.miss(&apis, diagnostics);
    diagnostics.trace(about.origins);
    Some(json!({
        "version": "1.0",
        "info": { "style": about.style, "product": about.product, "version": version },
        "apis": apis,
        "endpoints": about.endpoints,
    }))
}

fn is_operation(part: &Part<'_>) -> bool {
    part.value.get("name").is_some()
}

/// Returns the name of the folder of all operations, which is the product's name in lower case.
fn folder<'a>(parts: &[Part<'a>], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let mut known = None;
    for part in parts.iter().filter(|part| is_operation(part)) {
        let [.., folder, _] = *part.segments() else {
            let message = "the path has no product; put the file into a folder that is named after \
                           the product, such as `ecs/DescribeRegions.json`";
            diagnostics.append_error(part.file, part.pointer, message);
            return None;
        };
        let expected = *known.get_or_insert(folder);
        if folder != expected {
            let message = format!(
                "the folder is `{folder}`, but earlier files are in `{expected}`; pass the files of \
                 one product"
            );
            diagnostics.append_error(part.file, part.pointer, &message);
            return None;
        }
    }
    if known.is_none() {
        let message = "no operations found; add the files of the operations";
        diagnostics.append_error(parts.first()?.file, "", message);
    }
    known
}

/// The facts from the files that are not files of operations.
struct About<'a> {
    product: String,
    style: String,
    version: Option<String>,
    /// The object with the titles and summaries of operations, and the name of its file.
    operations: Option<(Object<'a>, &'a str)>,
    endpoints: Vec<Value>,
    origins: Vec<Origin>,
}

impl<'a> About<'a> {
    fn new(folder: &str) -> Self {
        Self {
            product: folder.to_owned(),
            style: "RPC".to_owned(),
            version: None,
            operations: None,
            endpoints: Vec::new(),
            origins: Vec::new(),
        }
    }

    fn read(&mut self, part: &'a Part<'_>, found: &mut Diagnostics) {
        let root = part.object(found);
        if root.get("products").is_none() {
            self.version_file(part, root, found);
            return;
        }
        for node in root.list("products", found) {
            let product = node.object(found);
            if product
                .text("code", found)
                .eq_ignore_ascii_case(&self.product)
            {
                self.product_entry(part, &product, found);
            }
        }
    }

    /// Reads `version.json`, which has the version and the titles of operations.
    fn version_file(&mut self, part: &'a Part<'_>, root: Object<'a>, found: &mut Diagnostics) {
        self.info(part, &root, "style", found);
        self.operations = Some((root.object("apis", found), part.file));
    }

    /// Reads the product's entry in `products.json`.
    fn product_entry(&mut self, part: &Part<'_>, product: &Object<'_>, found: &mut Diagnostics) {
        self.product = product.text("code", found);
        self.info(part, product, "api_style", found);
        for (region, node) in product.object("regional_endpoints", found).entries() {
            self.endpoint(part, region, "endpoint", &node, found);
        }
        for (region, node) in product.object("regional_vpc_endpoints", found).entries() {
            self.endpoint(part, region, "vpc", &node, found);
        }
        // In `api-docs.json`, a global host is listed under the region `public`.
        if let Some(node) = product.get("global_endpoint") {
            self.endpoint(part, "public", "endpoint", &node, found);
        }
    }

    /// Adds the host of a region. `key` is the key of the host in `api-docs.json`.
    fn endpoint(
        &mut self,
        part: &Part<'_>,
        region: &str,
        key: &str,
        node: &Node<'_>,
        found: &mut Diagnostics,
    ) {
        let Some(host) = node.text(found).filter(|host| !host.trim().is_empty()) else {
            return;
        };
        let at = format!("/endpoints/{}", self.endpoints.len());
        self.origins
            .push(Origin::near(&at, part.file, &node.pointer));
        self.endpoints
            .push(json!({ "regionId": region, key: host }));
    }

    fn info(&mut self, part: &Part<'_>, object: &Object<'_>, key: &str, found: &mut Diagnostics) {
        let style = object.text(key, found);
        if !style.is_empty() && !style.eq_ignore_ascii_case("rpc") {
            let pointer = format!("{}/{key}", object.pointer);
            self.origins
                .push(Origin::near("/info/style", part.file, &pointer));
            self.style = style;
        }
        let version = object.text("version", found);
        if !version.is_empty() && self.version.is_none() {
            let pointer = format!("{}/version", object.pointer);
            self.origins
                .push(Origin::near("/info/version", part.file, &pointer));
            self.version = Some(version);
        }
    }

    /// Adds a warning if `version.json` lists operations whose files are missing.
    fn miss(&self, apis: &Map<String, Value>, diagnostics: &mut Diagnostics) {
        let Some((operations, file)) = &self.operations else {
            return;
        };
        let names = operations.entries().map(|(name, _)| name);
        let missing: Vec<&str> = names.filter(|name| !apis.contains_key(*name)).collect();
        if !missing.is_empty() {
            let mut found = Diagnostics::new(*file);
            let message = format!(
                "the files of these operations are missing: {}",
                missing.join(", ")
            );
            found.warning(&operations.pointer, message);
            diagnostics.append(found);
        }
    }
}

/// Returns the name of an operation, and the operation in the `api-docs.json` format.
fn operation(
    part: &Part<'_>,
    about: &About<'_>,
    diagnostics: &mut Diagnostics,
    found: &mut Diagnostics,
) -> (String, Value) {
    const KNOWN: &[&str] = &[
        "deprecated",
        "description",
        "descriptions",
        "example",
        "method",
        "name",
        "parameters",
        "pathPattern",
        "protocol",
    ];
    let root = part.object(found);
    root.expect_only(KNOWN, found);
    let name = root.text("name", found);
    let method = root.text("method", found);
    let methods: Vec<&str> = method.split('|').filter(|one| !one.is_empty()).collect();
    let mut api = Map::new();
    if !methods.is_empty() {
        api.insert("methods".to_owned(), json!(methods));
    }
    if let Some((operations, _)) = &about.operations {
        let entry = operations.object(&name, found);
        for key in ["title", "summary", "deprecated"] {
            if let Some(node) = entry.get(key) {
                api.insert(key.to_owned(), node.value.clone());
            }
        }
    }
    let at = place(&name);
    diagnostics.trace([Origin::near(&at, part.file, part.pointer)]);
    let mut list = Vec::new();
    for node in root.list("parameters", found) {
        let at = format!("{at}/parameters/{}", list.len());
        diagnostics.trace([Origin::near(&at, part.file, &node.pointer)]);
        list.push(parameters::parameter(&node.object(found), found));
    }
    api.insert("parameters".to_owned(), list.into());
    (name, Value::Object(api))
}

#[cfg(test)]
mod tests;
