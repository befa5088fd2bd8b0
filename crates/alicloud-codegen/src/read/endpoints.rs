//! Reads endpoints, which are the hosts of each region.

use std::collections::HashMap;

use crate::{
    diagnostic::{Diagnostics, join},
    node::Object,
    spec::{Endpoints, REGION},
};

const KNOWN: &[&str] = &[
    "regionId",
    "endpoint",
    "regionName",
    "areaId",
    "areaName",
    "public",
    "vpc",
];

/// The key with the pattern of VPC hosts. Only corrections set this key.
const FORM: &str = "x-vpc-endpoint";

pub(super) fn read(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Endpoints {
    let (mut public, mut vpc) = (Table::default(), Table::default());
    for node in root.list("endpoints", diagnostics) {
        let endpoint = node.object(diagnostics);
        endpoint.expect_only(KNOWN, diagnostics);
        let region = endpoint.text("regionId", diagnostics).trim().to_owned();
        let own = host(&endpoint, "endpoint", diagnostics);
        let other = host(&endpoint, "public", diagnostics);
        let within = host(&endpoint, "vpc", diagnostics);
        if endpoint.is_wrong() {
            continue;
        }
        if !is_region(&region) {
            diagnostics.error(
                join(&endpoint.pointer, "regionId"),
                "invalid region id; only ASCII letters, digits, `-`, `_` and `.` are allowed",
            );
            continue;
        }
        if let (Some(own), Some(other)) = (&own, &other) {
            if own != other {
                diagnostics.warning(
                    join(&endpoint.pointer, "public"),
                    format!("the host `{other}` is ignored, because `endpoint` is `{own}`"),
                );
            }
        }
        let (own, own_key) = match own {
            None => (other, "public"),
            own => (own, "endpoint"),
        };
        let mut keys = ["endpoint", "public", "vpc"].iter();
        if region.is_empty() || !keys.any(|key| endpoint.shown(key).is_some()) {
            diagnostics.warning(
                endpoint.pointer,
                "the endpoint is ignored, because it has no `regionId` or no host",
            );
            continue;
        }
        for (table, key, host) in [(&mut public, own_key, own), (&mut vpc, "vpc", within)] {
            if let Some(host) = host {
                let pointer = join(&endpoint.pointer, key);
                table.add(&region, host, &pointer, diagnostics);
            }
        }
    }
    Endpoints {
        public: public.hosts,
        vpc: vpc.hosts,
        vpc_form: form(root, diagnostics),
    }
}

/// The hosts of regions, in the order of the specification.
#[derive(Default)]
struct Table {
    hosts: Vec<(String, String)>,
    places: HashMap<String, usize>,
}

impl Table {
    /// Adds the host of a region. The first host of a region counts.
    fn add(&mut self, region: &str, host: String, pointer: &str, diagnostics: &mut Diagnostics) {
        let place = self.places.entry(region.to_owned());
        let place = *place.or_insert(self.hosts.len());
        match self.hosts.get(place) {
            None => self.hosts.push((region.to_owned(), host)),
            Some((_, first)) if *first == host => {}
            Some((_, first)) => diagnostics.warning(
                pointer,
                format!(
                    "the host is ignored, because the region `{region}` already has the host \
                     `{first}`"
                ),
            ),
        }
    }
}

/// Reads the host name at `key`.
///
/// An empty host name counts as absent. An invalid host name is an error.
pub(super) fn host(
    endpoint: &Object<'_>,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let host = endpoint.text(key, diagnostics).trim().to_owned();
    if host.is_empty() {
        return None;
    }
    if !is_host(&host) {
        diagnostics.error(
            join(&endpoint.pointer, key),
            format!(
                "invalid host name `{}`; expected a host name without scheme, port and path, such \
                 as `ecs.aliyuncs.com`",
                host.escape_debug()
            ),
        );
        return None;
    }
    Some(host)
}

/// Reads the pattern of the VPC hosts that the specification does not list.
fn form(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let form = root.text(FORM, diagnostics);
    if form.is_empty() {
        return None;
    }
    if !is_form(&form) {
        diagnostics.error(
            join(&root.pointer, FORM),
            format!(
                "invalid pattern `{}` of VPC hosts; expected a host name with `{REGION}` before \
                 the top-level domain, such as `ecs-vpc.{REGION}.aliyuncs.com`",
                form.escape_debug()
            ),
        );
        return None;
    }
    Some(form)
}

/// Whether `text` is a host name with `{region}`, whose top-level domain has no `{region}`.
fn is_form(text: &str) -> bool {
    let is_fixed_below =
        |(host, domain): (&str, &str)| host.contains(REGION) && !domain.contains(REGION);
    text.rsplit_once('.').is_some_and(is_fixed_below)
        && is_host(&text.replace(REGION, "cn-hangzhou"))
}

fn is_region(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
}

/// Whether `text` is a valid host name according to RFC 1123.
fn is_host(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
        })
}
