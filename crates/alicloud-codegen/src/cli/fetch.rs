//! The command `fetch`, which downloads a specification from the vendor.

use serde_json::Value;

use super::{download::BaseUrl, output::lines};
use crate::{Facts, facts};

/// The specification to download and the server to download from.
#[derive(Debug, clap::Args)]
pub struct Specification {
    /// The vendor's name of the product, such as `Ecs`
    #[arg(value_parser = name)]
    product: String,

    /// The version of the product's API, such as `2014-05-26`
    #[arg(value_parser = name)]
    version: String,

    /// The URL of the server of the vendor's metadata
    #[arg(long, value_name = "URL", default_value = "https://api.aliyun.com")]
    base_url: BaseUrl,
}

/// A downloaded specification.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fetched {
    /// The URL of the download.
    pub url: String,
    /// The specification reduced to facts, and the marks derived from the specification's prose.
    pub facts: Facts,
}

impl Specification {
    /// Returns the product and its version, separated by a space.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.product, self.version)
    }

    /// Returns the path of the specification within a directory of specifications, such as
    /// `ecs/2014-05-26.json`.
    #[must_use]
    pub fn file(&self) -> String {
        format!(
            "{}/{}.json",
            self.product.to_ascii_lowercase(),
            self.version
        )
    }

    /// Downloads the specification and reduces it to facts.
    ///
    /// # Errors
    ///
    /// Fails if the download fails, if the reply is not the requested specification, or if the
    /// style of the specification is unsupported.
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

/// Checks that `text` can be one segment of a URL path and of a file path.
fn name(text: &str) -> Result<String, String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(
            "only ASCII letters, digits, `_`, `.` and `-` are allowed, and the first character \
             must be a letter or digit"
                .to_owned(),
        )
    }
}

/// Fails unless the reduced `text` from `url` is the specification of `product` in `version`.
fn check(url: &str, text: &str, product: &str, version: &str) -> Result<(), String> {
    let document: Value = serde_json::from_str(text).map_err(|error| format!("{url}: {error}"))?;
    let info = |key: &str| document["info"][key].as_str().unwrap_or_default();
    let (found, found_version) = (info("product"), info("version"));
    if found.eq_ignore_ascii_case(product) && found_version == version {
        return Ok(());
    }
    Err(format!(
        "{url}: /info: expected `{product}` in version `{version}`, found `{found}` in version \
         `{found_version}`"
    ))
}
