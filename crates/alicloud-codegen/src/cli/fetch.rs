//! The command `fetch`: a specification from the vendor.

use serde_json::Value;

use super::{download::BaseUrl, output::lines};
use crate::{Facts, facts};

/// Which specification to download, and from where.
#[derive(Debug, clap::Args)]
pub struct Specification {
    /// The product as the vendor calls it, such as `Ecs`
    #[arg(value_parser = name)]
    product: String,

    /// The version of its API, such as `2014-05-26`
    #[arg(value_parser = name)]
    version: String,

    /// Where the vendor's metadata is served
    #[arg(long, value_name = "URL", default_value = "https://api.aliyun.com")]
    base_url: BaseUrl,
}

/// A specification that was downloaded.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fetched {
    /// Where it is from.
    pub url: String,
    /// The specification, reduced to facts, and the marks that its prose was turned into.
    pub facts: Facts,
}

impl Specification {
    /// The product and its version.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.product, self.version)
    }

    /// The path of the specification within a directory of specifications.
    #[must_use]
    pub fn file(&self) -> String {
        format!(
            "{}/{}.json",
            self.product.to_ascii_lowercase(),
            self.version
        )
    }

    /// Downloads the specification, and reduces it to facts.
    ///
    /// # Errors
    ///
    /// No answer, or one that isn't the specification that was asked for.
    pub fn fetch(&self) -> Result<Fetched, String> {
        let Self {
            product,
            version,
            base_url,
        } = self;
        let url = base_url.join(&format!(
            "/meta/v1/products/{product}/versions/{version}/api-docs.json"
        ));
        let text = base_url.get(&url)?;
        let facts = facts(&url, &text).map_err(|diagnostics| lines(&diagnostics))?;
        check(&url, &facts.text, product, version)?;
        Ok(Fetched { url, facts })
    }
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

/// An error unless the reduced `text` from `url` is the specification of `product` in `version`.
fn check(url: &str, text: &str, product: &str, version: &str) -> Result<(), String> {
    let document: Value = serde_json::from_str(text).map_err(|error| format!("{url}: {error}"))?;
    let info = |key: &str| document["info"][key].as_str().unwrap_or_default();
    let (found, found_version) = (info("product"), info("version"));
    if found.eq_ignore_ascii_case(product) && found_version == version {
        return Ok(());
    }
    Err(format!(
        "{url}: /info: is that of `{found}` in version `{found_version}`; `{product}` in version \
         `{version}` was asked for"
    ))
}
