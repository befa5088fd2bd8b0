//! `cargo xtask spec fetch`: a specification from the vendor, and where it came from.

use std::path::Path;

use alicloud_codegen::{Diagnostics, Document, protocol};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{download::BaseUrl, json::canonical};
use crate::{change, digest, output::lines, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The product as the vendor calls it, such as `Ecs`
    #[arg(value_parser = name)]
    product: String,

    /// The version of its API, such as `2014-05-26`
    #[arg(value_parser = name)]
    version: String,

    /// Where the vendor's metadata is served
    #[arg(long, value_name = "URL", default_value = "https://api.aliyun.com")]
    base_url: BaseUrl,

    /// The day that is noted as that of the download; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,

    /// Overwrite a specification that was not fetched
    #[arg(long)]
    replace: bool,
}

/// A part of a path, of a URL as well as of a file.
fn name(text: &str) -> Result<String, String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err("it must be letters, digits, `_`, `.` and `-`".to_owned())
    }
}

pub(super) fn run(arguments: &Arguments, root: &Path) -> Result<(), String> {
    let Arguments {
        product,
        version,
        base_url,
        date,
        replace,
    } = arguments;
    let file = format!("{}/{version}.json", product.to_ascii_lowercase());
    let path = root.join(workspace::SPECS).join(&file);
    let list = root.join(workspace::SOURCES);
    let sources = change::read(&list)?;
    if !replace && by_hand(&sources, &file, &path) {
        return Err(format!(
            "{}: it is written by hand; give --replace to overwrite it",
            path.display()
        ));
    }
    let url = base_url.join(&format!(
        "/meta/v1/products/{product}/versions/{version}/api-docs.json"
    ));
    let text = base_url.get(&url)?;
    check(&url, &text, product, version)?;
    let text = canonical(&text)?;

    let date = date.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    let source = json!({
        "file": file,
        "title": format!("{product} {version}"),
        "upstream": url,
        "date": date.to_string(),
        "sha256": digest::sha256(text.as_bytes()),
    });
    let sources = with_source(&sources, source)
        .map_err(|problem| format!("{}: {problem}", list.display()))?;
    let changes = [change::file(&path, text)?, change::file(&list, sources)?];
    let changes: Vec<_> = changes.into_iter().flatten().collect();
    change::apply(&changes)
}

/// Whether `file`, which is at `path`, was not fetched: the list of `sources` tells where each is
/// from, and what is fetched has a URL there.
fn by_hand(sources: &str, file: &str, path: &Path) -> bool {
    // What is wrong with the list is said where it is written.
    let sources: Value = serde_json::from_str(sources).unwrap_or_default();
    let mut known = sources["specifications"].as_array().into_iter().flatten();
    match known.find(|known| known["file"] == file) {
        Some(known) => {
            let upstream = known["upstream"].as_str().unwrap_or_default();
            !upstream.starts_with("https://") && !upstream.starts_with("http://")
        }
        None => path.exists(),
    }
}

/// An error unless `text` from `url` is the specification of `product` in `version`.
fn check(url: &str, text: &str, product: &str, version: &str) -> Result<(), String> {
    let mut diagnostics = Diagnostics::new(url);
    let parsed = Document::parse(text, &mut diagnostics);
    let Some(parsed) = parsed.filter(|_| !diagnostics.has_errors()) else {
        return Err(lines(&diagnostics.into_vec()));
    };
    // Now it is known to have no key twice.
    let document: Value = serde_json::from_str(text).map_err(|error| format!("{url}: {error}"))?;
    let info = |key: &str| document["info"][key].as_str().unwrap_or_default();
    let (found, found_version) = (info("product"), info("version"));
    if !found.eq_ignore_ascii_case(product) || found_version != version {
        return Err(format!(
            "{url}: /info: is that of `{found}` in version `{found_version}`; `{product}` in \
             version `{version}` was asked for"
        ));
    }
    if protocol(&parsed, &mut diagnostics).is_none() {
        return Err(lines(&diagnostics.into_vec()));
    }
    let style = document["info"].get("style");
    for (key, value) in [("style", style), ("apis", document.get("apis"))] {
        if value.is_none() {
            return Err(format!(
                "{url}: has no `{key}`, so it is not a specification"
            ));
        }
    }
    Ok(())
}

/// The `list` of sources with this `source`. What is said of the file by hand stays, but for where
/// and when it was taken from.
fn with_source(list: &str, source: Value) -> Result<String, String> {
    let mut list: Value = serde_json::from_str(list).map_err(|error| error.to_string())?;
    let specifications = list["specifications"]
        .as_array_mut()
        .ok_or("has no list `specifications`")?;
    match specifications
        .iter_mut()
        .find(|known| known["file"] == source["file"])
    {
        Some(known) => {
            for key in ["upstream", "date", "sha256"] {
                known[key] = source[key].clone();
            }
        }
        None => specifications.push(source),
    }
    Ok(format!("{list:#}\n"))
}
