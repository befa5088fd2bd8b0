//! Decodes replies with [`Record`], and with derived `Deserialize` of the same types.

use std::{hint::black_box, time::SystemTime};

use alicloud::{
    Operation as _, Reply,
    model::{Field, Record, Slot},
};
use serde::Deserialize;

use crate::{Case, sign::operation};

pub(crate) const REQUEST_ID: &str = "1450F2D7-5435-4420-BBC9-49C514B0157E";
/// A reply of 198 bytes.
pub(crate) const SHORT: &str = r#"{"RequestId":"1450F2D7-5435-4420-BBC9-49C514B0157E","VncUrl":"ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996"}"#;

pub(crate) fn case(name: &str) -> Option<Case> {
    match name {
        "slots-short" => return Some(short_by_slots()),
        "serde-short" => return Some(short_by_serde()),
        _ => {}
    }
    let (reader, count) = name.rsplit_once('-')?;
    let count = count.parse().ok()?;
    match reader {
        "slots-json" => Some(by_slots(json(count), count)),
        "slots-xml" => Some(by_slots(xml(count), count)),
        "serde-json" => Some(by_json_serde(count)),
        "serde-xml" => Some(by_xml_serde(count)),
        _ => None,
    }
}

/// Defines a type like the generator does, and derives `Deserialize` for it.
macro_rules! record {
    ($name:ident { $($index:literal $field:ident: $type:ty = $wire:literal,)* }) => {
        #[derive(Debug, Default, PartialEq, Deserialize)]
        #[serde(default)]
        struct $name {
            $(#[serde(rename = $wire)] $field: $type,)*
        }

        impl Record for $name {
            #[inline]
            fn fields(&self) -> &'static [Field] {
                const { &[$(Field::new($wire)),*] }
            }
            #[inline]
            fn slot(&self, index: usize) -> Option<&dyn Slot> {
                match index {
                    $($index => Some(&self.$field),)*
                    _ => None,
                }
            }
            #[inline]
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
                match index {
                    $($index => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

record!(Page {
    0 request_id: Option<String> = "RequestId",
    1 total_count: Option<i64> = "TotalCount",
    2 instances: Option<Instances> = "Instances",
});

record!(Instances {
    0 instance: Vec<Instance> = "Instance",
});

record!(Instance {
    0 instance_id: Option<String> = "InstanceId",
    1 instance_name: Option<String> = "InstanceName",
    2 status: Option<String> = "Status",
    3 cpu: Option<i64> = "Cpu",
    4 memory: Option<i64> = "Memory",
    5 spot_price_limit: Option<f64> = "SpotPriceLimit",
    6 io_optimized: Option<bool> = "IoOptimized",
    7 creation_time: Option<String> = "CreationTime",
    8 security_group_ids: Option<SecurityGroupIds> = "SecurityGroupIds",
    9 tags: Option<Tags> = "Tags",
});

record!(SecurityGroupIds {
    0 security_group_id: Vec<String> = "SecurityGroupId",
});

record!(Tags {
    0 tag: Vec<Tag> = "Tag",
});

record!(Tag {
    0 key: Option<String> = "Key",
    1 value: Option<String> = "Value",
});

/// A page in JSON with `count` instances of 340 bytes each.
fn json(count: usize) -> String {
    let instance = |number: usize| {
        format!(
            r#"{{"InstanceId":"i-bp1{number:06}abcdefgh","InstanceName":"web server {number}",
"Status":"Running","Cpu":4,"Memory":16384,"SpotPriceLimit":0.125,"IoOptimized":true,
"CreationTime":"2016-02-23T12:46Z","SecurityGroupIds":{{"SecurityGroupId":["sg-bp1{number:06}a","sg-bp1{number:06}b"]}},
"Tags":{{"Tag":[{{"Key":"environment","Value":"production"}},{{"Key":"team","Value":"web"}}]}}}}"#
        )
        .replace('\n', "")
    };
    let instances: Vec<String> = (0..count).map(instance).collect();
    format!(
        r#"{{"RequestId":"1450F2D7","TotalCount":{count},"Instances":{{"Instance":[{}]}}}}"#,
        instances.join(",")
    )
}

/// The page of [`json`] in XML.
fn xml(count: usize) -> String {
    let instance = |number: usize| {
        format!(
            "<Instance><InstanceId>i-bp1{number:06}abcdefgh</InstanceId>
<InstanceName>web server {number}</InstanceName><Status>Running</Status><Cpu>4</Cpu>
<Memory>16384</Memory><SpotPriceLimit>0.125</SpotPriceLimit><IoOptimized>true</IoOptimized>
<CreationTime>2016-02-23T12:46Z</CreationTime><SecurityGroupIds>
<SecurityGroupId>sg-bp1{number:06}a</SecurityGroupId>
<SecurityGroupId>sg-bp1{number:06}b</SecurityGroupId></SecurityGroupIds>
<Tags><Tag><Key>environment</Key><Value>production</Value></Tag>
<Tag><Key>team</Key><Value>web</Value></Tag></Tags></Instance>"
        )
        .replace('\n', "")
    };
    let instances: String = (0..count).map(instance).collect();
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><DescribeInstancesResponse>\
         <RequestId>1450F2D7</RequestId><TotalCount>{count}</TotalCount>\
         <Instances>{instances}</Instances></DescribeInstancesResponse>"
    )
}

fn reply(body: &str) -> Reply<'_> {
    Reply::new(black_box(body.as_bytes()), SystemTime::UNIX_EPOCH).expect("expected a document")
}

fn by_slots(body: String, count: usize) -> Case {
    Box::new(move || check(&reply(&body).record().expect("expected a page"), count))
}

fn by_json_serde(count: usize) -> Case {
    let body = json(count);
    Box::new(move || {
        let page = serde_json::from_slice(black_box(body.as_bytes()));
        check(&page.expect("expected a page"), count);
    })
}

fn by_xml_serde(count: usize) -> Case {
    let body = xml(count);
    Box::new(move || {
        let page = quick_xml::de::from_str(black_box(&body));
        check(&page.expect("expected a page"), count);
    })
}

fn check(page: &Page, count: usize) {
    let instances = page.instances.as_ref().map(|list| list.instance.len());
    assert_eq!(instances, Some(count));
    black_box(page);
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Short {
    request_id: Option<String>,
    vnc_url: String,
}

fn short_by_slots() -> Case {
    let operation = operation();
    Box::new(move || {
        let read = operation.read(reply(SHORT)).expect("expected a reply");
        check_short(read.request_id, read.vnc_url);
    })
}

fn short_by_serde() -> Case {
    Box::new(move || {
        let read = serde_json::from_slice(black_box(SHORT.as_bytes()));
        let read: Short = read.expect("expected a reply");
        check_short(read.request_id, read.vnc_url);
    })
}

fn check_short(request_id: Option<String>, vnc_url: String) {
    assert_eq!(request_id.as_deref(), Some(REQUEST_ID));
    drop(black_box((request_id, vnc_url)));
}
