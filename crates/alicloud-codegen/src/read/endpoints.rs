//! Endpoints: the hosts of each region.

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

/// The form of the VPC hosts, which only a correction has.
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
                "is not a region id; it must be letters, digits, `-`, `_` and `.`",
            );
            continue;
        }
        if let (Some(own), Some(other)) = (&own, &other) {
            if own != other {
                diagnostics.warning(
                    join(&endpoint.pointer, "public"),
                    format!("is `{other}`, but `endpoint` is `{own}`; `endpoint` is taken"),
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
                "was passed over; an endpoint needs a `regionId` and an `endpoint` or a `vpc`",
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

/// Hosts by region, in the order of the specification.
#[derive(Default)]
struct Table {
    hosts: Vec<(String, String)>,
    places: HashMap<String, usize>,
}

impl Table {
    /// Adds the host of a region. If the region has another host already, that one counts.
    fn add(&mut self, region: &str, host: String, pointer: &str, diagnostics: &mut Diagnostics) {
        let place = self.places.entry(region.to_owned());
        let place = *place.or_insert(self.hosts.len());
        match self.hosts.get(place) {
            None => self.hosts.push((region.to_owned(), host)),
            Some((_, first)) if *first == host => {}
            Some((_, first)) => diagnostics.warning(
                pointer,
                format!("was passed over; `{region}` has the host `{first}` already"),
            ),
        }
    }
}

/// The host name at `key`. An empty one counts as absent, and so does one that is not a host name,
/// which is an error.
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
                "is `{}`, which is not a host name; it must be a bare host name, without \
                 scheme, port and path, such as `ecs.aliyuncs.com`",
                host.escape_debug()
            ),
        );
        return None;
    }
    Some(host)
}

/// The form of the VPC hosts that the specification doesn't list.
fn form(root: &Object<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let form = root.text(FORM, diagnostics);
    if form.is_empty() {
        return None;
    }
    if !is_form(&form) {
        diagnostics.error(
            join(&root.pointer, FORM),
            format!(
                "is `{}`, which is not the form of VPC hosts; it must be a host name with \
                 `{REGION}` in front of the domain, such as `ecs-vpc.{REGION}.aliyuncs.com`",
                form.escape_debug()
            ),
        );
        return None;
    }
    Some(form)
}

/// Whether `text` becomes a host name of its own with every region, below a domain that is fixed.
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

/// Whether `text` is a host name as RFC 1123 has it.
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
